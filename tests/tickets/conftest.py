"""A department with a caseworker, a citizen with a case, and whom it does not concern."""

import pytest

from app.core.access import Actor
from app.departments.models import Department
from app.tickets.models import Ticket
from tests.factories import make_caseworker, make_department, make_person, make_ticket


@pytest.fixture
def department(app) -> Department:
    """Give the department that holds the ticket."""
    return make_department("Citizen Service", front_desk=True)


@pytest.fixture
def elsewhere(app) -> Department:
    """Give another department."""
    return make_department("Roads and Parks")


@pytest.fixture
def caseworker(department) -> Actor:
    """Give a caseworker of the holding department."""
    return make_caseworker(department, "Mette Holm")


@pytest.fixture
def requester(app) -> Actor:
    """Give whose case it is."""
    return make_person("Anna Berg")


@pytest.fixture
def ticket(department, requester) -> Ticket:
    """Give a new ticket."""
    return make_ticket(department, requester)
