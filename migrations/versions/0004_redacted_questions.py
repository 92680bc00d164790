"""redacted questions

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('posts', sa.Column('redacted_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('posts', sa.Column('is_stub', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Not by a batch: SQLite would copy the table, and its partial indexes would not come along.
    op.drop_column('posts', 'is_stub')
    op.drop_column('posts', 'redacted_at')
