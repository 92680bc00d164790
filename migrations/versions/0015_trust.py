"""trust, spam, suggested edits, crises

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('spam_models',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('learned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('learned_from', sa.Text(), nullable=False),
    sa.Column('model', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_spam_models_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spam_models'))
    )
    op.create_table('awards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('ground_id', sa.Integer(), nullable=False),
    sa.Column('worth', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('accepted', 'verified', 'first', 'flag')", name=op.f('ck_awards_kind_known')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_awards_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_awards')),
    sa.UniqueConstraint('kind', 'ground_id', name=op.f('uq_awards_kind_ground_id'))
    )
    op.create_index('ix_awards_person', 'awards', ['person_id', 'kind'], unique=False)
    op.create_table('crises',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('notice', sa.Text(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_at > begun_at', name=op.f('ck_crises_lasts')),
    sa.ForeignKeyConstraint(['begun_by_id'], ['people.id'], name=op.f('fk_crises_begun_by_id_people')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f('fk_crises_ended_by_id_people')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_crises_topic_id_topics')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crises'))
    )
    op.create_index('ix_crises_topic', 'crises', ['topic_id', 'id'], unique=False)
    op.create_index('uq_crises_live', 'crises', ['topic_id'], unique=True, sqlite_where=sa.text('ended_at is null'), postgresql_where=sa.text('ended_at is null'))
    op.create_table('edit_suggestions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('base_revision', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('tag_names', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('words_back', sa.Text(), nullable=False),
    sa.CheckConstraint("(state in ('accepted', 'declined')) = (decided_by_id is not null)", name=op.f('ck_edit_suggestions_decided_by_somebody')),
    sa.CheckConstraint("state in ('waiting', 'accepted', 'declined', 'withdrawn')", name=op.f('ck_edit_suggestions_state_known')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_edit_suggestions_decided_by_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_edit_suggestions_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_edit_suggestions_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edit_suggestions'))
    )
    op.create_index('ix_edit_suggestions_post', 'edit_suggestions', ['post_id', 'state'], unique=False)
    op.create_index('ix_edit_suggestions_state', 'edit_suggestions', ['state', 'id'], unique=False)
    op.create_index('uq_edit_suggestions_waiting', 'edit_suggestions', ['person_id', 'post_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('post_shingles',
    sa.Column('shingle', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_post_shingles_post_id_posts')),
    sa.PrimaryKeyConstraint('shingle', 'post_id', name=op.f('pk_post_shingles'))
    )
    op.create_index('ix_post_shingles_at', 'post_shingles', ['at'], unique=False)
    op.create_index('ix_post_shingles_post_id', 'post_shingles', ['post_id'], unique=False)
    op.create_table('removals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('move', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state in ('working', 'done', 'undoing', 'undone')", name=op.f('ck_removals_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_removals_by_id_people')),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_removals_decision_id_decisions')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_removals_person_id_people')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['people.id'], name=op.f('fk_removals_undone_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_removals')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_removals_decision_id'))
    )
    op.create_index('ix_removals_move', 'removals', ['move'], unique=False)
    op.create_index('ix_removals_person', 'removals', ['person_id', 'id'], unique=False)
    op.create_index('uq_removals_in_force', 'removals', ['person_id'], unique=True, sqlite_where=sa.text("state <> 'undone'"), postgresql_where=sa.text("state <> 'undone'"))
    op.create_table('removed_posts',
    sa.Column('removal_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('was_hidden', sa.Boolean(), nullable=False),
    sa.Column('restored_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_removed_posts_decision_id_decisions')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_removed_posts_post_id_posts')),
    sa.ForeignKeyConstraint(['removal_id'], ['removals.id'], name=op.f('fk_removed_posts_removal_id_removals')),
    sa.PrimaryKeyConstraint('removal_id', 'post_id', name=op.f('pk_removed_posts'))
    )
    op.create_index('ix_removed_posts_post_id', 'removed_posts', ['post_id'], unique=False)
    op.create_table('removed_votes',
    sa.Column('removal_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('voted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_removed_votes_post_id_posts')),
    sa.ForeignKeyConstraint(['removal_id'], ['removals.id'], name=op.f('fk_removed_votes_removal_id_removals')),
    sa.PrimaryKeyConstraint('removal_id', 'post_id', name=op.f('pk_removed_votes'))
    )
    op.create_index('ix_removed_votes_post_id', 'removed_votes', ['post_id'], unique=False)
    # Said in SQL, so that SQLite need not write these tables anew.
    op.execute(
        "ALTER TABLE people ADD COLUMN trust VARCHAR(20) DEFAULT 'newcomer' NOT NULL "
        "CONSTRAINT ck_people_trust_known CHECK (trust in ('newcomer', 'member', 'trusted'))"
    )
    op.add_column('topics', sa.Column('crisis_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('topics', sa.Column('crisis_notice', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('topics', 'crisis_notice')
    op.drop_column('topics', 'crisis_until')
    op.drop_column('people', 'trust')
    op.drop_table('removed_votes')
    op.drop_table('removed_posts')
    op.drop_table('removals')
    op.drop_table('post_shingles')
    op.drop_table('edit_suggestions')
    op.drop_table('crises')
    op.drop_table('awards')
    op.drop_table('spam_models')
