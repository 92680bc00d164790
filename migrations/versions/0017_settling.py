"""when questions are to be settled

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

MOMENTS = ('settle_due_at', 'settled_at', 'settle_warned_at', 'settle_breached_at')
UNSETTLED = 'title IS NOT NULL AND hidden_at IS NULL AND settle_due_at IS NOT NULL AND settled_at IS NULL'
INDEXES = {
    'ix_questions_settling': (['department_id', 'settle_due_at', 'id'], 'clock_stopped_at IS NOT NULL'),
    'ix_questions_settling_soon': (['department_id', 'settle_due_at', 'id'], 'settle_breached_at IS NULL'),
    'ix_questions_settling_in_time': (['settle_due_at', 'id', 'department_id'], 'settle_breached_at IS NULL'),
}


def upgrade() -> None:
    for moment in MOMENTS:
        op.add_column('posts', sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
    for name, (columns, condition) in INDEXES.items():
        where = sa.text(f'{UNSETTLED} AND {condition}')
        op.create_index(name, 'posts', columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, 'posts')
    for moment in MOMENTS:
        op.drop_column('posts', moment)
