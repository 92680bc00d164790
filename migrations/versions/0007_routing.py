"""routing

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

MOMENTS = ('routed_at', 'answer_due_at', 'clock_stopped_at', 'due_warned_at', 'breached_at', 'claimed_until')
CLOCK_RUNS = 'title IS NOT NULL AND hidden_at IS NULL AND answer_due_at IS NOT NULL AND clock_stopped_at IS NULL'
INDEXES = {
    'ix_questions_claimed': (['claimed_by_id', 'claimed_until', 'id'], 'claimed_by_id IS NOT NULL'),
    'ix_questions_due': (['department_id', 'answer_due_at', 'id'], CLOCK_RUNS),
    'ix_questions_in_time': (
        ['answer_due_at', 'id', 'department_id'],
        f'{CLOCK_RUNS} AND breached_at IS NULL',
    ),
}


def upgrade() -> None:
    op.create_table('learned',
    sa.Column('subject', sa.String(length=20), nullable=False),
    sa.Column('learned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('topics_mark', sa.Text(), nullable=False),
    sa.Column('matcher', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("subject in ('departments', 'topics')", name=op.f('ck_learned_subject_known')),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_learned'))
    )
    op.create_table('routings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(length=20), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.CheckConstraint("why in ('topic', 'suggestion', 'front_desk', 'transfer', 'not_ours')", name=op.f('ck_routings_why_known')),
    sa.CheckConstraint("why not in ('transfer', 'not_ours') or (by_id is not null and note <> '' and to_id is not null and (from_id is null or from_id <> to_id))", name=op.f('ck_routings_moved_with_note')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_routings_by_id_people')),
    sa.ForeignKeyConstraint(['from_id'], ['departments.id'], name=op.f('fk_routings_from_id_departments')),
    sa.ForeignKeyConstraint(['question_id'], ['posts.id'], name=op.f('fk_routings_question_id_posts')),
    sa.ForeignKeyConstraint(['to_id'], ['departments.id'], name=op.f('fk_routings_to_id_departments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routings'))
    )
    op.create_index('ix_routings_moved', 'routings', ['why', 'id'])
    op.create_index('ix_routings_question_id', 'routings', ['question_id', 'id'])
    for name in MOMENTS:
        op.add_column('posts', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # In words that both databases know: Alembic would copy the whole table on SQLite for a foreign key.
    op.execute(
        'ALTER TABLE posts ADD COLUMN claimed_by_id INTEGER '
        'CONSTRAINT fk_posts_claimed_by_id_people REFERENCES people (id)'
    )
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, 'posts', columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, 'posts')
    for name in ('claimed_by_id', *MOMENTS):
        op.drop_column('posts', name)
    op.drop_table('routings')
    op.drop_table('learned')
