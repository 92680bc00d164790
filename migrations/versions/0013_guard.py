"""guard

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('guard_counts',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('strength', sa.String(length=10), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.CheckConstraint("outcome in ('stopped', 'removed', 'published')", name=op.f('ck_guard_counts_outcome_known')),
    sa.CheckConstraint("strength = 'weak' or outcome <> 'published'", name=op.f('ck_guard_counts_strong_unpublished')),
    sa.CheckConstraint("strength in ('strong', 'weak')", name=op.f('ck_guard_counts_strength_known')),
    sa.PrimaryKeyConstraint('kind', 'strength', 'outcome', name=op.f('pk_guard_counts'))
    )


def downgrade() -> None:
    op.drop_table('guard_counts')
