"""What people say and see: who may read what is said, drafts that are shown first, questions that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0005_words"
down_revision = "0004_files"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    note_where_tasks_were_asked()
    remember_who_is_in_a_room()
    op.add_column("survey", sa.Column("place", sa.Text(), server_default="camp", nullable=False))
    op.add_column("survey_plan", sa.Column("place", sa.Text(), server_default="camp", nullable=False))
    op.add_column("ticket", sa.Column("named", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("outbox", sa.Column("feature", sa.Text(), nullable=True))
    ask_one_question_at_a_time()
    remember_shown_lists()
    keep_drafts()
    expect_members()


def note_where_tasks_were_asked() -> None:
    """What was asked before is taken for asked in a group: its result then goes to who asked, in private."""
    op.add_column("task", sa.Column("direct", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def remember_who_is_in_a_room() -> None:
    """Nobody noted it before: where a camp has one room, everybody in the camp is in it; elsewhere people are seen when they next speak."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "room_member",
        sa.Column("room_id", key, nullable=False),
        sa.Column("person_id", key, nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_member_room_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_member_person_id")),
        sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_member")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_room_member_person_id", "room_member", ["person_id"])
    op.execute(
        "INSERT INTO room_member (room_id, person_id) SELECT room.id, membership.person_id FROM membership "
        "JOIN room ON room.camp_id = membership.camp_id WHERE membership.left_on IS NULL "
        "AND (SELECT count(*) FROM room AS other WHERE other.camp_id = room.camp_id) = 1"
    )


def ask_one_question_at_a_time() -> None:
    """Of several questions open to a person in a room the newest stays; an older program asks none beside it, it says it is sorry."""
    op.execute("delete from dialog where id not in (select max(id) from dialog group by person_id, room)")
    op.drop_index("ix_dialog_who", "dialog")
    op.create_index("uq_dialog_who", "dialog", ["person_id", "room"], unique=True)


def remember_shown_lists() -> None:
    """Where a list goes on that somebody leafs through."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "shown_list",
        sa.Column("person_id", key, nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("after", key, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shown_list_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_shown_list")),
    )


def keep_drafts() -> None:
    """What would reach many waits for its author's 发出; what somebody was when they acted is kept, and what is theirs alone."""
    op.create_table(
        "outgoing_draft",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("as_host", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("dropped_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_outgoing_draft_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outgoing_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_draft")),
    )
    op.create_index(op.f("ix_outgoing_draft_camp_id"), "outgoing_draft", ["camp_id"])
    op.create_index("ix_outgoing_draft_person", "outgoing_draft", ["person_id", "id"])
    op.add_column("rule", sa.Column("withdrawn_at", sa.BigInteger()))
    op.add_column("audit", sa.Column("role", sa.Text()))
    op.add_column("audit", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))


def expect_members() -> None:
    """Who a roster names by phone or staff number waits here for their account."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "expected_member",
        sa.Column("id", key, nullable=False),
        sa.Column("camp_id", key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("staff", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", key),
        sa.CheckConstraint("phone IS NOT NULL OR staff IS NOT NULL", name=op.f("ck_expected_member_key")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_expected_member_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_expected_member_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_member")),
        sa.UniqueConstraint("camp_id", "phone", name=op.f("uq_expected_member_camp_id_phone")),
        sa.UniqueConstraint("camp_id", "staff", name=op.f("uq_expected_member_camp_id_staff")),
    )
    op.create_index(op.f("ix_expected_member_membership_id"), "expected_member", ["membership_id"])
