"""due by topic and claim

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

CLOCK_RUNS = 'title IS NOT NULL AND hidden_at IS NULL AND answer_due_at IS NOT NULL AND clock_stopped_at IS NULL'
INDEXES = {
    'ix_questions_due_claimed': 'claimed_by_id',
    'ix_questions_due_topic': 'topic_id',
}


def upgrade() -> None:
    for name, column in INDEXES.items():
        where = sa.text(f'{CLOCK_RUNS} AND {column} IS NOT NULL')
        op.create_index(
            name,
            'posts',
            ['department_id', column, 'answer_due_at', 'id'],
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, 'posts')
