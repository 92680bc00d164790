"""turns of tickets

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

LIVE = sa.text("state <> 'closed'")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    # As the program writes it: SQLite keeps and compares text.
    never = '9999-12-30 00:00:00.000000' + ('' if sqlite else '+00')
    op.add_column('tickets', sa.Column('turn_at', sa.DateTime(timezone=True), nullable=False, server_default=never))
    first = f"coalesce(CASE WHEN first_reply_at IS NULL THEN first_reply_due_at END, '{never}')"
    end = f"coalesce(resolution_due_at, '{never}')"
    op.execute(f'UPDATE tickets SET turn_at = CASE WHEN {first} < {end} THEN {first} ELSE {end} END')
    op.create_index('ix_tickets_turn', 'tickets', ['department_id', 'turn_at', 'id'], sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    # Not by a batch: SQLite would copy the table, and its partial indexes would not come along.
    op.drop_index('ix_tickets_turn', 'tickets')
    op.drop_column('tickets', 'turn_at')
