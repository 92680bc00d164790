"""Learning where questions belong, from all there is to learn from."""

from collections.abc import Mapping

from app.routing.matching import Experience, Matcher
from app.routing.models import Subject
from app.routing.queries.experience import list_lessons, list_topics


def learn_all() -> Mapping[Subject, Matcher]:
    """Learn from topics and questions what departments and what topics sound like."""
    learned = {subject: Experience() for subject in Subject}
    for topic in list_topics():
        words = (topic.name, *topic.names.values(), topic.keywords)
        learned[Subject.DEPARTMENTS].add_words(topic.department_id, words)
        learned[Subject.TOPICS].add_words(topic.id, words)
    for lesson in list_lessons():
        learned[Subject.DEPARTMENTS].add(lesson.department_id, lesson.title, lesson.body, lesson.weight)
        if lesson.topic_id is not None:
            learned[Subject.TOPICS].add(lesson.topic_id, lesson.title, lesson.body)
    return {subject: experience.matcher() for subject, experience in learned.items()}
