"""badges and tag descriptions

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('badges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('old_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank in (1, 2, 3)', name=op.f('ck_badges_rank_known')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_badges_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badges')),
    sa.UniqueConstraint('site', 'old_id', name=op.f('uq_badges_site_old_id'))
    )
    with op.batch_alter_table('badges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badges_person_id'), ['person_id'], unique=False)

    # The default is for the rows that are there, and goes again.
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.add_column(sa.Column('description', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('described_by', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.alter_column('description', server_default=None)
        batch_op.alter_column('described_by', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.drop_column('described_by')
        batch_op.drop_column('description')

    op.drop_table('badges')
