"""What must hold of the town's tickets: those who work on one are of the department that has it then. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator

from app.demo.content import Step, Ticket, Town

# What only the side that asked does.
ASKING = ("write", "reopen", "rate")


def case_problems(town: Town) -> Iterator[str]:
    """Yield what is wrong with the tickets and canned replies of a town."""
    departments = {each.slug for each in town.departments}
    joined = {each.key: each.joined for each in town.people}
    workers = {
        (each.key, role.department)
        for each in town.people
        for role in each.roles
        if role.kind == "caseworker" and role.department
    }
    for reply in town.canned:
        if reply.department not in departments:
            yield f"casework.toml: canned {reply.title}: department: unknown department {reply.department}"
    for ticket in town.tickets:
        where = f"casework.toml: {ticket.key}:"
        if ticket.department not in departments:
            yield f"{where} department: unknown department {ticket.department}"
        if joined.get(ticket.asked_by, ticket.ago) <= ticket.ago:
            yield f"{where} asked_by: {ticket.asked_by} is unknown or had not joined yet"
        for problem in _step_problems(ticket, workers, departments):
            yield f"{where} step {problem}"


def _step_problems(ticket: Ticket, workers: set[tuple[str, str]], departments: set[str]) -> Iterator[str]:
    before, department = ticket.ago, ticket.department
    for step in ticket.steps:
        if step.ago >= before:
            yield f"{step.do}: by {step.by}, is not after what came before"
        if not _may(step, ticket, department, workers):
            yield f"{step.do}: {step.by} may not do this"
        if step.do == "transfer":
            if step.to not in departments:
                yield f"transfer: to: unknown department {step.to}"
            department = step.to or department
        before = step.ago


def _may(step: Step, ticket: Ticket, department: str, workers: set[tuple[str, str]]) -> bool:
    if step.do in ASKING:
        return step.by == ticket.asked_by and ticket.caller is None
    return (step.by, department) in workers
