"""tickets

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# Autogenerate knows no triggers: with these the database itself refuses to rewrite history.
REFUSAL = 'the history of a ticket is not rewritten'
GUARDS = {
    'sqlite': (
        f"CREATE TRIGGER ticket_history_no_update BEFORE UPDATE ON ticket_history BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER ticket_history_no_delete BEFORE DELETE ON ticket_history BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        "CREATE TRIGGER ticket_history_no_replace BEFORE INSERT ON ticket_history "
        "WHEN EXISTS (SELECT 1 FROM ticket_history AS kept WHERE kept.id = NEW.id "
        "OR (kept.ticket_id = NEW.ticket_id AND kept.number = NEW.number)) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ),
    'postgresql': (
        "CREATE FUNCTION refuse_rewriting_ticket_history() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER ticket_history_no_change BEFORE UPDATE OR DELETE ON ticket_history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_ticket_history()",
        "CREATE TRIGGER ticket_history_no_truncate BEFORE TRUNCATE ON ticket_history "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_ticket_history()",
    ),
}


def upgrade() -> None:
    op.create_table('canned_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_canned_replies_department_id_departments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_replies')),
    sa.UniqueConstraint('department_id', 'language', 'title', name=op.f('uq_canned_replies_department_id_language_title'))
    )
    op.create_table('ticket_posting_keys',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('made', sa.String(length=20), nullable=False),
    sa.Column('made_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ticket_posting_keys_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_ticket_posting_keys'))
    )
    with op.batch_alter_table('ticket_posting_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_posting_keys_created_at'), ['created_at'], unique=False)

    op.create_table('tickets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('requester_id', sa.Integer(), nullable=True),
    sa.Column('requester_name', sa.Text(), nullable=False),
    sa.Column('requester_contact', sa.Text(), nullable=False),
    sa.Column('claim_code_hash', sa.Text(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('waiting_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('priority', sa.String(length=20), nullable=False),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('active_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_reply_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reply_warn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reply_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reply_warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reply_breached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution_warn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution_warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution_breached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopen_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('satisfaction_words', sa.Text(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name=op.f('ck_tickets_closed_then')),
    sa.CheckConstraint("(state = 'closed') = (reopen_until is not null)", name=op.f('ck_tickets_closed_reopen_until')),
    sa.CheckConstraint("(state = 'waiting_until') = (waiting_until is not null)", name=op.f('ck_tickets_waiting_until_then')),
    sa.CheckConstraint("channel in ('web', 'question', 'phone', 'counter')", name=op.f('ck_tickets_channel_known')),
    sa.CheckConstraint("erased_at is null or (state = 'closed' and subject = '')", name=op.f('ck_tickets_erased_whole')),
    sa.CheckConstraint("priority in ('low', 'normal', 'high', 'urgent')", name=op.f('ck_tickets_priority_known')),
    sa.CheckConstraint("state in ('new', 'open', 'waiting_requester', 'waiting_until', 'closed', 'reopened')", name=op.f('ck_tickets_state_known')),
    sa.CheckConstraint('claimed_until is null or assignee_id is not null', name=op.f('ck_tickets_claimed_by_somebody')),
    sa.CheckConstraint('requester_id is null or claim_code_hash is null', name=op.f('ck_tickets_claimed_once')),
    sa.CheckConstraint('satisfaction between 1 and 5', name=op.f('ck_tickets_satisfaction_one_to_five')),
    sa.ForeignKeyConstraint(['assignee_id'], ['people.id'], name=op.f('fk_tickets_assignee_id_people')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_tickets_department_id_departments')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['people.id'], name=op.f('fk_tickets_opened_by_id_people')),
    sa.ForeignKeyConstraint(['question_id'], ['posts.id'], name=op.f('fk_tickets_question_id_posts')),
    sa.ForeignKeyConstraint(['requester_id'], ['people.id'], name=op.f('fk_tickets_requester_id_people')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_tickets_topic_id_topics')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('reference', name=op.f('uq_tickets_reference'))
    )
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index('ix_tickets_assignee', ['assignee_id', 'department_id'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('ix_tickets_claims', ['claimed_until'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('ix_tickets_closed', ['department_id', 'closed_at', 'id'], unique=False)
        batch_op.create_index('ix_tickets_department', ['department_id', 'state', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_tickets_erasing', ['erased_at', 'closed_at'], unique=False)
        batch_op.create_index('ix_tickets_first_reply', ['first_reply_warn_at'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('ix_tickets_question', ['question_id'], unique=False)
        batch_op.create_index('ix_tickets_requester', ['requester_id', 'active_at', 'id'], unique=False)
        batch_op.create_index('ix_tickets_resolution', ['resolution_warn_at'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.create_index('ix_tickets_waking', ['waiting_until'], unique=False, sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))

    op.create_table('glass_breaks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ends_at > at', name=op.f('ck_glass_breaks_ends_later')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_glass_breaks_person_id_people')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_glass_breaks_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_glass_breaks'))
    )
    with op.batch_alter_table('glass_breaks', schema=None) as batch_op:
        batch_op.create_index('ix_glass_breaks_ticket', ['ticket_id', 'person_id', 'ends_at'], unique=False)

    op.create_table('publications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('answer_body', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('drafted_by_id', sa.Integer(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('refuse_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'draft') = (approved_by_id is null and refuse_until is null)", name=op.f('ck_publications_approved_then')),
    sa.CheckConstraint("state in ('draft', 'approved', 'refused')", name=op.f('ck_publications_state_known')),
    sa.CheckConstraint('approved_by_id <> drafted_by_id', name=op.f('ck_publications_second_reader')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['people.id'], name=op.f('fk_publications_approved_by_id_people')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_publications_department_id_departments')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['people.id'], name=op.f('fk_publications_drafted_by_id_people')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_publications_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publications')),
    sa.UniqueConstraint('ticket_id', name=op.f('uq_publications_ticket_id'))
    )
    with op.batch_alter_table('publications', schema=None) as batch_op:
        batch_op.create_index('ix_publications_due', ['state', 'refuse_until'], unique=False)

    op.create_table('ticket_drafting',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ticket_drafting_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_drafting_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('ticket_id', 'person_id', name=op.f('pk_ticket_drafting'))
    )
    op.create_table('ticket_history',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('part', sa.String(length=20), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('state_before', sa.String(length=20), nullable=True),
    sa.Column('state_after', sa.String(length=20), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.CheckConstraint("actor_id is null or part in ('staff', 'glass')", name=op.f('ck_ticket_history_citizens_unnamed')),
    sa.CheckConstraint("part in ('requester', 'named', 'staff', 'glass', 'site')", name=op.f('ck_ticket_history_part_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['people.id'], name=op.f('fk_ticket_history_actor_id_people')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_history_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_history')),
    sa.UniqueConstraint('ticket_id', 'number', name=op.f('uq_ticket_history_ticket_id_number'))
    )
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)

    op.create_table('ticket_links',
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_ticket_links_lower_first')),
    sa.ForeignKeyConstraint(['one_id'], ['tickets.id'], name=op.f('fk_ticket_links_one_id_tickets')),
    sa.ForeignKeyConstraint(['other_id'], ['tickets.id'], name=op.f('fk_ticket_links_other_id_tickets')),
    sa.PrimaryKeyConstraint('one_id', 'other_id', name=op.f('pk_ticket_links'))
    )
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_links_other_id'), ['other_id'], unique=False)

    op.create_table('ticket_messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('hat_department_id', sa.Integer(), nullable=True),
    sa.Column('from_question', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('html_version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_ticket_messages_author_id_people')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['people.id'], name=op.f('fk_ticket_messages_entered_by_id_people')),
    sa.ForeignKeyConstraint(['hat_department_id'], ['departments.id'], name=op.f('fk_ticket_messages_hat_department_id_departments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_messages_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_messages'))
    )
    with op.batch_alter_table('ticket_messages', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_messages_ticket', ['ticket_id', 'id'], unique=False)

    op.create_table('ticket_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('html_version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_ticket_notes_author_id_people')),
    sa.ForeignKeyConstraint(['department_id'], ['departments.id'], name=op.f('fk_ticket_notes_department_id_departments')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_notes_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_notes'))
    )
    with op.batch_alter_table('ticket_notes', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_notes_ticket', ['ticket_id', 'id'], unique=False)

    op.create_table('ticket_pauses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('begun', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.String(length=20), nullable=False),
    sa.CheckConstraint("why in ('requester', 'closed')", name=op.f('ck_ticket_pauses_why_known')),
    sa.CheckConstraint('ended >= begun', name=op.f('ck_ticket_pauses_ended_after')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_pauses_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_pauses'))
    )
    with op.batch_alter_table('ticket_pauses', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_pauses_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('uq_ticket_pauses_running', ['ticket_id'], unique=True, sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))

    op.create_table('ticket_people',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ticket_people_person_id_people')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_people_ticket_id_tickets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_people')),
    sa.UniqueConstraint('ticket_id', 'person_id', name=op.f('uq_ticket_people_ticket_id_person_id'))
    )
    with op.batch_alter_table('ticket_people', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_people_person', ['person_id'], unique=False)

    op.create_table('ticket_attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('stored_name', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('size >= 0', name=op.f('ck_ticket_attachments_size_counted')),
    sa.ForeignKeyConstraint(['message_id'], ['ticket_messages.id'], name=op.f('fk_ticket_attachments_message_id_ticket_messages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_attachments')),
    sa.UniqueConstraint('stored_name', name=op.f('uq_ticket_attachments_stored_name'))
    )
    with op.batch_alter_table('ticket_attachments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_attachments_message_id'), ['message_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('ticket_attachments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_attachments_message_id'))

    op.drop_table('ticket_attachments')
    with op.batch_alter_table('ticket_people', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_people_person')

    op.drop_table('ticket_people')
    with op.batch_alter_table('ticket_pauses', schema=None) as batch_op:
        batch_op.drop_index('uq_ticket_pauses_running', sqlite_where=sa.text('ended IS NULL'), postgresql_where=sa.text('ended IS NULL'))
        batch_op.drop_index('ix_ticket_pauses_ticket_id')

    op.drop_table('ticket_pauses')
    with op.batch_alter_table('ticket_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_notes_ticket')

    op.drop_table('ticket_notes')
    with op.batch_alter_table('ticket_messages', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_messages_ticket')

    op.drop_table('ticket_messages')
    with op.batch_alter_table('ticket_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_links_other_id'))

    op.drop_table('ticket_links')
    op.drop_table('ticket_history')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION refuse_rewriting_ticket_history()')
    op.drop_table('ticket_drafting')
    with op.batch_alter_table('publications', schema=None) as batch_op:
        batch_op.drop_index('ix_publications_due')

    op.drop_table('publications')
    with op.batch_alter_table('glass_breaks', schema=None) as batch_op:
        batch_op.drop_index('ix_glass_breaks_ticket')

    op.drop_table('glass_breaks')
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_waking', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('ix_tickets_resolution', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('ix_tickets_requester')
        batch_op.drop_index('ix_tickets_question')
        batch_op.drop_index('ix_tickets_first_reply', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('ix_tickets_erasing')
        batch_op.drop_index('ix_tickets_department')
        batch_op.drop_index('ix_tickets_closed')
        batch_op.drop_index('ix_tickets_claims', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))
        batch_op.drop_index('ix_tickets_assignee', sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'"))

    op.drop_table('tickets')
    with op.batch_alter_table('ticket_posting_keys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_posting_keys_created_at'))

    op.drop_table('ticket_posting_keys')
    op.drop_table('canned_replies')
