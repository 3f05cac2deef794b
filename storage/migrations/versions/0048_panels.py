"""What is judged by a rubric has one home, whatever it is: rounds of contests of works, and role plays."""

import sqlalchemy as sa
from alembic import op

revision = "0048_panels"
down_revision = "0047_retro_templates"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "panel",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("closed_at IS NULL OR seed IS NOT NULL", name=op.f("ck_panel_closed")),
        sa.CheckConstraint("round > 0", name=op.f("ck_panel_round")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_panel_camp_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_panel_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_panel_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("event_id", "round", name=op.f("uq_panel_event_id_round")),
    )
    with op.batch_alter_table("panel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_camp_id"), ["camp_id"], unique=False)

    op.create_table(
        "role_play",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("first_card", sa.Text(), nullable=False),
        sa.Column("second_card", sa.Text(), nullable=False),
        sa.Column("per_side", sa.Integer(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("per_side BETWEEN 1 AND 5", name=op.f("ck_role_play_per_side")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_role_play_camp_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_role_play_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_role_play_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_play")),
        sa.UniqueConstraint("event_id", name=op.f("uq_role_play_event_id")),
    )
    with op.batch_alter_table("role_play", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_play_camp_id"), ["camp_id"], unique=False)

    op.create_table(
        "panel_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("panel_id", KEY, nullable=False),
        sa.Column("goes_on", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("out_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_entry_panel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_entry")),
    )
    with op.batch_alter_table("panel_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_entry_panel_id"), ["panel_id"], unique=False)

    op.create_table(
        "panel_judge",
        sa.Column("panel_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_panel_judge_membership_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_judge_panel_id")),
        sa.PrimaryKeyConstraint("panel_id", "membership_id", name=op.f("pk_panel_judge")),
    )
    with op.batch_alter_table("panel_judge", schema=None) as batch_op:
        batch_op.create_index("ix_panel_judge_membership", ["membership_id"], unique=False)

    op.create_table(
        "panel_rating",
        sa.Column("id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(given_at IS NULL) = (points IS NULL)", name=op.f("ck_panel_rating_given")),
        sa.CheckConstraint("given_at IS NULL OR released_at IS NULL", name=op.f("ck_panel_rating_released")),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name=op.f("fk_panel_rating_entry_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_panel_rating_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_rating")),
        sa.UniqueConstraint("entry_id", "membership_id", name=op.f("uq_panel_rating_entry_id_membership_id")),
    )
    with op.batch_alter_table("panel_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_rating_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "panel_vote",
        sa.Column("panel_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name=op.f("fk_panel_vote_entry_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_panel_vote_membership_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_vote_panel_id")),
        sa.PrimaryKeyConstraint("panel_id", "membership_id", name=op.f("pk_panel_vote")),
    )
    with op.batch_alter_table("panel_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_vote_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index("ix_panel_vote_membership", ["membership_id"], unique=False)

    op.create_table(
        "role_player",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("scene", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.CheckConstraint("scene > 0", name=op.f("ck_role_player_scene")),
        sa.CheckConstraint("side IN (1, 2)", name=op.f("ck_role_player_side")),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name=op.f("fk_role_player_entry_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_role_player_membership_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_role_player")),
    )
    with op.batch_alter_table("role_player", schema=None) as batch_op:
        batch_op.create_index("ix_role_player_membership", ["membership_id"], unique=False)

    op.create_table(
        "work_entry",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("hand_in_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name=op.f("fk_work_entry_entry_id")),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_work_entry_hand_in_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_work_entry")),
    )
    with op.batch_alter_table("work_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_entry_hand_in_id"), ["hand_in_id"], unique=False)

    _carry_over()
    with op.batch_alter_table("work_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_vote_hand_in_id"))
        batch_op.drop_index(batch_op.f("ix_work_vote_membership"))

    op.drop_table("work_vote")
    op.drop_table("work_judge")
    with op.batch_alter_table("work_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_rating_contest_id"))
        batch_op.drop_index(batch_op.f("ix_work_rating_membership_id"))

    op.drop_table("work_rating")
    with op.batch_alter_table("work_contest", schema=None) as batch_op:
        batch_op.drop_column("rubric")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("teams")
        batch_op.drop_column("seed")
    with op.batch_alter_table("work_contest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cuts", sa.Text(), server_default=sa.text("'[]'"), nullable=False))


def _carry_over() -> None:
    """The contests there are: each is one round, its works entries under numbers of their own, and what judges were asked keeps its number."""
    run = op.get_bind().execute
    contests = "SELECT id, camp_id, event_id, 'work', 1, rubric, teams, seed, made_by, made_at, closed_at FROM work_contest"
    run(
        sa.text(
            f"INSERT INTO panel (id, camp_id, event_id, kind, round, rubric, teams, seed, made_by, made_at, closed_at) {contests}"
        )
    )
    run(sa.text("INSERT INTO panel_judge (panel_id, membership_id) SELECT contest_id, membership_id FROM work_judge"))
    works = "SELECT contest_id, hand_in_id FROM work_rating UNION SELECT contest_id, hand_in_id FROM work_vote ORDER BY 1, 2"
    for entry, (contest, hand_in) in enumerate(run(sa.text(works)).all(), 1):
        of = {"entry": entry, "contest": contest, "hand_in": hand_in}
        run(sa.text("INSERT INTO panel_entry (id, panel_id) VALUES (:entry, :contest)"), of)
        run(sa.text("INSERT INTO work_entry (entry_id, hand_in_id) VALUES (:entry, :hand_in)"), of)
    entered = (
        "JOIN work_entry e ON e.hand_in_id = o.hand_in_id JOIN panel_entry p ON p.id = e.entry_id AND p.panel_id = o.contest_id"
    )
    run(
        sa.text(
            "INSERT INTO panel_rating (id, entry_id, membership_id, asked_at, given_at, points, comment) "
            f"SELECT o.id, e.entry_id, o.membership_id, o.asked_at, o.given_at, o.points, o.comment FROM work_rating o {entered}"
        )
    )
    run(
        sa.text(
            "INSERT INTO panel_vote (panel_id, membership_id, entry_id, at) "
            f"SELECT o.contest_id, o.membership_id, e.entry_id, o.at FROM work_vote o {entered}"
        )
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("panel", "panel_entry", "panel_rating"):
            newest = f"coalesce((SELECT max(id) FROM {table}), 0) + 1"
            run(sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest}, false)"))
