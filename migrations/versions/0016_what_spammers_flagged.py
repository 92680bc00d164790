"""what spammers flagged

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('flags', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('removal_cases',
    sa.Column('removal_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_cases.id'], name=op.f('fk_removal_cases_case_id_moderation_cases')),
    sa.ForeignKeyConstraint(['removal_id'], ['removals.id'], name=op.f('fk_removal_cases_removal_id_removals')),
    sa.PrimaryKeyConstraint('removal_id', 'case_id', name=op.f('pk_removal_cases'))
    )
    op.create_index('ix_removal_cases_case_id', 'removal_cases', ['case_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_removal_cases_case_id', table_name='removal_cases')
    op.drop_table('removal_cases')
    op.drop_column('flags', 'withdrawn_at')
