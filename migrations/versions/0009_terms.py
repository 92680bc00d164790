"""terms

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('terms_versions',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_terms_versions_number_counts')),
    sa.ForeignKeyConstraint(['published_by_id'], ['people.id'], name=op.f('fk_terms_versions_published_by_id_people')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_terms_versions'))
    )
    op.create_table('terms_sections',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version'], ['terms_versions.number'], name=op.f('fk_terms_sections_version_terms_versions')),
    sa.PrimaryKeyConstraint('version', 'number', 'language', name=op.f('pk_terms_sections'))
    )


def downgrade() -> None:
    op.drop_table('terms_sections')
    op.drop_table('terms_versions')
