"""merges

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('merges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('target_id', sa.Integer(), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_by_id', sa.Integer(), nullable=True),
    sa.Column('accepted_answer_id', sa.Integer(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('duplicates', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['accepted_answer_id'], ['posts.id'], name=op.f('fk_merges_accepted_answer_id_posts')),
    sa.ForeignKeyConstraint(['merged_by_id'], ['people.id'], name=op.f('fk_merges_merged_by_id_people')),
    sa.ForeignKeyConstraint(['source_id'], ['posts.id'], name=op.f('fk_merges_source_id_posts')),
    sa.ForeignKeyConstraint(['target_id'], ['posts.id'], name=op.f('fk_merges_target_id_posts')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['people.id'], name=op.f('fk_merges_undone_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merges'))
    )
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merges_target_id'), ['target_id'], unique=False)
        batch_op.create_index('uq_merges_standing', ['source_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('merged_posts',
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['merges.id'], name=op.f('fk_merged_posts_merge_id_merges')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_merged_posts_post_id_posts')),
    sa.PrimaryKeyConstraint('merge_id', 'post_id', name=op.f('pk_merged_posts'))
    )
    op.create_table('merged_people',
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('watches', sa.Boolean(), nullable=False),
    sa.Column('has_same', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['merges.id'], name=op.f('fk_merged_people_merge_id_merges')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_merged_people_person_id_people')),
    sa.PrimaryKeyConstraint('merge_id', 'person_id', name=op.f('pk_merged_people'))
    )


def downgrade() -> None:
    op.drop_table('merged_people')
    op.drop_table('merged_posts')
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.drop_index('uq_merges_standing', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_merges_target_id'))

    op.drop_table('merges')
