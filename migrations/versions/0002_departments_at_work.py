"""departments at work

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('holidays',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_holidays_department_id_departments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holidays'))
    )
    with op.batch_alter_table('holidays', schema=None) as batch_op:
        batch_op.create_index('uq_holidays_department_id_day', ['department_id', 'day'], unique=True)
        batch_op.create_index('uq_holidays_everybody', ['day'], unique=True, sqlite_where=sa.text('department_id is null'), postgresql_where=sa.text('department_id is null'))

    op.create_table('opening_hours',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Integer(), nullable=False),
    sa.Column('closes', sa.Integer(), nullable=False),
    sa.CheckConstraint('0 <= opens and opens < closes and closes <= 1440', name=op.f('ck_opening_hours_part_of_a_day')),
    sa.CheckConstraint('weekday between 0 and 6', name=op.f('ck_opening_hours_weekday_known')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_opening_hours_department_id_departments')),
    sa.PrimaryKeyConstraint('department_id', 'weekday', 'opens', name=op.f('pk_opening_hours'))
    )
    op.create_table('targets',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('measure', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('question', 'ticket')", name=op.f('ck_targets_kind_known')),
    sa.CheckConstraint("measure in ('first_reply', 'resolution')", name=op.f('ck_targets_measure_known')),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_targets_some_time')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_targets_department_id_departments')),
    sa.PrimaryKeyConstraint('department_id', 'kind', 'measure', name=op.f('pk_targets'))
    )
    op.add_column('departments', sa.Column('timezone', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('departments', 'timezone')
    op.drop_table('targets')
    op.drop_table('opening_hours')
    op.drop_table('holidays')
