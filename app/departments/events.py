"""What happens to departments and topics. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DepartmentChanged:
    """A department has another address."""

    department_id: int


@dataclass(frozen=True)
class FrontDeskOpened:
    """The site has a front desk for the first time."""

    department_id: int


@dataclass(frozen=True)
class TopicChanged:
    """A topic has another address, place in the tree or owner; what stands below it is concerned too."""

    topic_id: int
    former_department_id: int


@dataclass(frozen=True)
class WorkingTimeChanged:
    """A department, or without one every department, has other hours, holidays or targets."""

    department_id: int | None
