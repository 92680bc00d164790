"""moderation

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('statement_templates',
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('ground', sa.String(length=20), nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('law', sa.Text(), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("ground in ('rule', 'law')", name=op.f('ck_statement_templates_ground_known')),
    sa.CheckConstraint("reason in ('spam', 'abuse', 'personal_data', 'wrong', 'off_topic', 'illegal', 'duplicate', 'other')", name=op.f('ck_statement_templates_reason_known')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['people.id'], name=op.f('fk_statement_templates_changed_by_id_people')),
    sa.PrimaryKeyConstraint('reason', 'language', name=op.f('pk_statement_templates'))
    )
    op.create_table('moderation_cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('site_weight', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('reach', sa.Integer(), nullable=False),
    sa.Column('precedence', sa.Integer(), nullable=False),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found', sa.Text(), nullable=False),
    sa.Column('kept_revision', sa.Integer(), nullable=False),
    sa.Column('kept_title', sa.Text(), nullable=True),
    sa.Column('kept_body', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'decided') = (decided_at is not null)", name=op.f('ck_moderation_cases_decided_then')),
    sa.CheckConstraint("source in ('flags', 'spam', 'crisis', 'moderator')", name=op.f('ck_moderation_cases_source_known')),
    sa.CheckConstraint("state in ('open', 'decided')", name=op.f('ck_moderation_cases_state_known')),
    sa.CheckConstraint('(claimed_by_id is null) = (claimed_until is null)', name=op.f('ck_moderation_cases_claimed_by_somebody')),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_moderation_cases_author_id_people')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['people.id'], name=op.f('fk_moderation_cases_claimed_by_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_moderation_cases_post_id_posts')),
    sa.ForeignKeyConstraint(['question_id'], ['posts.id'], name=op.f('fk_moderation_cases_question_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_cases'))
    )
    op.create_index('ix_moderation_cases_author', 'moderation_cases', ['author_id', 'id'])
    op.create_index('ix_moderation_cases_decided', 'moderation_cases', ['state', 'decided_at', 'id'])
    op.create_index('ix_moderation_cases_post', 'moderation_cases', ['post_id', 'id'])
    op.create_index('ix_moderation_cases_queue', 'moderation_cases', ['state', 'precedence', 'id'])
    op.create_index('uq_moderation_cases_open', 'moderation_cases', ['post_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_table('decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('moderator_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('scope', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overturned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ground', sa.String(length=20), nullable=True),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('terms_number', sa.Integer(), nullable=True),
    sa.Column('law', sa.Text(), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('automated', sa.Boolean(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('taken', sa.JSON(), nullable=True),
    sa.CheckConstraint("ground in ('rule', 'law')", name=op.f('ck_decisions_ground_known')),
    sa.CheckConstraint("kind in ('no_action', 'hold', 'hide', 'edit', 'redact', 'lock', 'close', 'duplicate', 'merge', 'ticket', 'restore', 'warn', 'suspend')", name=op.f('ck_decisions_kind_known')),
    sa.CheckConstraint("kind not in ('hold', 'hide', 'edit', 'redact', 'lock', 'close', 'duplicate', 'merge', 'ticket', 'warn', 'suspend') or (ground is not null and trim(facts) <> '' and ((ground = 'rule' and trim(rule) <> '') or (ground = 'law' and trim(law) <> '')))", name=op.f('ck_decisions_restrictions_have_reasons')),
    sa.CheckConstraint("kind not in ('warn', 'suspend') or person_id is not null", name=op.f('ck_decisions_of_a_person')),
    sa.CheckConstraint("scope in ('posting', 'flagging', 'appealing')", name=op.f('ck_decisions_scope_known')),
    sa.CheckConstraint("until is null or kind = 'suspend'", name=op.f('ck_decisions_until_when_suspended')),
    sa.CheckConstraint('overturned_at is null or ended_at is not null', name=op.f('ck_decisions_overturned_is_ended')),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_cases.id'], name=op.f('fk_decisions_case_id_moderation_cases')),
    sa.ForeignKeyConstraint(['moderator_id'], ['people.id'], name=op.f('fk_decisions_moderator_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_decisions_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_decisions_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions'))
    )
    op.create_index('ix_decisions_at', 'decisions', ['at', 'id'])
    op.create_index('ix_decisions_case', 'decisions', ['case_id', 'id'])
    op.create_index('ix_decisions_person', 'decisions', ['person_id', 'at'])
    op.create_index('ix_decisions_post', 'decisions', ['post_id', 'id'])
    op.create_table('flags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('stranger', sa.Boolean(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('notifier_name', sa.Text(), nullable=False),
    sa.Column('notifier_email', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('good_faith', sa.Boolean(), nullable=False),
    sa.Column('about_children', sa.Boolean(), nullable=False),
    sa.CheckConstraint("not about_children or reason = 'illegal'", name=op.f('ck_flags_about_children_is_illegal')),
    sa.CheckConstraint("outcome in ('upheld', 'declined', 'unfounded')", name=op.f('ck_flags_outcome_known')),
    sa.CheckConstraint("person_id is not null or outcome is not null or (good_faith and words <> '' and address <> '' and (about_children or (notifier_name <> '' and notifier_email is not null)))", name=op.f('ck_flags_notices_are_whole')),
    sa.CheckConstraint("reason in ('spam', 'abuse', 'personal_data', 'wrong', 'off_topic', 'illegal', 'duplicate', 'other')", name=op.f('ck_flags_reason_known')),
    sa.ForeignKeyConstraint(['case_id'], ['moderation_cases.id'], name=op.f('fk_flags_case_id_moderation_cases')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_flags_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_flags_post_id_posts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flags')),
    sa.UniqueConstraint('case_id', 'notifier_email', name=op.f('uq_flags_case_id_notifier_email')),
    sa.UniqueConstraint('case_id', 'person_id', name=op.f('uq_flags_case_id_person_id'))
    )
    op.create_index('ix_flags_notifier', 'flags', ['notifier_email'])
    op.create_index('ix_flags_person', 'flags', ['person_id', 'at'])
    op.create_index('ix_flags_post', 'flags', ['post_id'])
    op.create_table('appeals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('flag_id', sa.Integer(), nullable=True),
    sa.Column('against_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('words_back', sa.Text(), nullable=False),
    sa.Column('unfounded', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by_id is null) and (outcome is null or words_back <> '')", name=op.f('ck_appeals_decided_with_words')),
    sa.CheckConstraint("outcome in ('uphold', 'overturn')", name=op.f('ck_appeals_outcome_known')),
    sa.CheckConstraint('decided_by_id <> against_id', name=op.f('ck_appeals_decided_by_another')),
    sa.CheckConstraint('decided_by_id <> person_id', name=op.f('ck_appeals_not_decided_by_its_maker')),
    sa.CheckConstraint('person_id is not null or flag_id is not null', name=op.f('ck_appeals_by_somebody')),
    sa.ForeignKeyConstraint(['against_id'], ['people.id'], name=op.f('fk_appeals_against_id_people')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_appeals_decided_by_id_people')),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_appeals_decision_id_decisions')),
    sa.ForeignKeyConstraint(['flag_id'], ['flags.id'], name=op.f('fk_appeals_flag_id_flags')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_appeals_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals')),
    sa.UniqueConstraint('decision_id', 'flag_id', name=op.f('uq_appeals_decision_id_flag_id')),
    sa.UniqueConstraint('decision_id', 'person_id', name=op.f('uq_appeals_decision_id_person_id'))
    )
    op.create_index('ix_appeals_person', 'appeals', ['person_id', 'at'])
    op.create_index('ix_appeals_waiting', 'appeals', ['outcome', 'at', 'id'])


def downgrade() -> None:
    for table in ('appeals', 'flags', 'decisions', 'moderation_cases', 'statement_templates'):
        op.drop_table(table)
