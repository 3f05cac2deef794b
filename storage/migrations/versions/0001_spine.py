"""The spine: camps, people, check-ins, points, the outbox and the agenda"""

import sqlalchemy as sa
from alembic import op

revision = "0001_spine"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agenda",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", "subject", name=op.f("pk_agenda")),
    )
    op.create_index("ix_agenda_due_at", "agenda", ["due_at"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "camp",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("learners", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("learners >= 0", name=op.f("ck_camp_learners")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camp")),
        sa.UniqueConstraint("name", name=op.f("uq_camp_name")),
    )
    op.create_table(
        "corpus",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wordings", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corpus")),
        sa.UniqueConstraint("name", name=op.f("uq_corpus_name")),
    )
    op.create_table(
        "dead_letter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_dead_letter_key")),
    )
    op.create_table(
        "delay",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("ms >= 0", name=op.f("ck_delay_ms")),
        sa.PrimaryKeyConstraint("channel", "slot", name=op.f("pk_delay")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("ran_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", "subject", "due_at", name=op.f("pk_occurrence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post",
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wording_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term_id", "wording_id", "weight", name=op.f("pk_post")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "label", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "telegram_file",
        sa.Column("bot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "file", "kind", name=op.f("pk_telegram_file")),
    )
    op.create_table(
        "telegram_group",
        sa.Column("bot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "room", name=op.f("pk_telegram_group")),
    )
    op.create_table(
        "telegram_unread",
        sa.Column("bot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "update_id", name=op.f("pk_telegram_unread")),
    )
    op.create_table(
        "web_account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_web_account")),
    )
    op.create_table(
        "web_file",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("room", "file", name=op.f("pk_web_file")),
    )
    op.create_table(
        "web_post",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("room", "seq", name=op.f("pk_web_post")),
        sa.UniqueConstraint("key", name=op.f("uq_web_post_key")),
    )
    op.create_index("ix_web_post_room_rev", "web_post", ["room", "rev"], unique=True)
    op.create_table(
        "web_room",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_web_room")),
    )
    op.create_table(
        "web_seat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("welcomed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("name", "room", name=op.f("pk_web_seat")),
    )
    op.create_table(
        "wechat_menu",
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_wechat_menu")),
    )
    op.create_table(
        "wechat_right",
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("openid", name=op.f("pk_wechat_right")),
    )
    op.create_table(
        "wecom_bot_card",
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_wecom_bot_card")),
    )
    op.create_index(op.f("ix_wecom_bot_card_sent_at"), "wecom_bot_card", ["sent_at"], unique=False)
    op.create_table(
        "wecom_bot_chat",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_wecom_bot_chat")),
    )
    op.create_table(
        "wecom_bot_hook",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name=op.f("pk_wecom_bot_hook")),
    )
    op.create_table(
        "wecom_bot_person",
        sa.Column("seen_as", sa.Text(), nullable=False),
        sa.Column("userid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seen_as", name=op.f("pk_wecom_bot_person")),
    )
    op.create_table(
        "wecom_card",
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_wecom_card")),
    )
    op.create_index(op.f("ix_wecom_card_sent_at"), "wecom_card", ["sent_at"], unique=False)
    op.create_table(
        "wecom_member",
        sa.Column("userid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("userid", name=op.f("pk_wecom_member")),
    )
    op.create_table(
        "answer_text",
        sa.Column("corpus_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["corpus_id"], ["corpus.id"], name=op.f("fk_answer_text_corpus_id")),
        sa.PrimaryKeyConstraint("corpus_id", "item", name=op.f("pk_answer_text")),
    )
    op.create_table(
        "archive",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("dictionary", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("compared_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_archive_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", name=op.f("pk_archive")),
    )
    op.create_table(
        "bank",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_bank_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", name=op.f("pk_bank")),
    )
    op.create_table(
        "bank_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_bank_import_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_import")),
    )
    op.create_index(op.f("ix_bank_import_camp_id"), "bank_import", ["camp_id"], unique=False)
    op.create_table(
        "course",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begins", sa.Text(), server_default=sa.text("'date'"), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.CheckConstraint("begins in ('date','joining','stopped')", name=op.f("ck_course_begins")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_course_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("camp_id", "name", name=op.f("uq_course_camp_id_name")),
    )
    op.create_table(
        "day_count",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("excused", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_day_count_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "day", name=op.f("pk_day_count")),
    )
    op.create_table(
        "desk",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_desk_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", name=op.f("pk_desk")),
    )
    op.create_table(
        "digest",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("monday", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("height", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_digest_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "monday", name=op.f("pk_digest")),
    )
    op.create_table(
        "exam",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("role in ('exam','before','after')", name=op.f("ck_exam_role")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_exam_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
        sa.UniqueConstraint("camp_id", "name", "role", name=op.f("uq_exam_camp_id_name_role")),
    )
    op.create_table(
        "join_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("welcome", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("by", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_join_request_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sa.UniqueConstraint("channel", "room", "account", name=op.f("uq_join_request_channel_room_account")),
    )
    op.create_index(op.f("ix_join_request_camp_id"), "join_request", ["camp_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_person_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind in ('single','multiple','true_false','fill_in','numeric','matching','short')", name=op.f("ck_question_kind")
        ),
        sa.CheckConstraint("difficulty between 1 and 5", name=op.f("ck_question_difficulty")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_question_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("camp_id", "fingerprint", name=op.f("uq_question_camp_id_fingerprint")),
        sa.UniqueConstraint("camp_id", "number", name=op.f("uq_question_camp_id_number")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ident", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("host_is_manager", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("hinted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_room_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("channel", "ident", name=op.f("uq_room_channel_ident")),
    )
    op.create_index(op.f("ix_room_camp_id"), "room", ["camp_id"], unique=False)
    op.create_table(
        "rule",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_rule_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "version", name=op.f("pk_rule")),
    )
    op.create_table(
        "spent",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_spent_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "day", "place", name=op.f("pk_spent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corpus_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("df", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["corpus_id"], ["corpus.id"], name=op.f("fk_term_corpus_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("corpus_id", "word", name=op.f("uq_term_corpus_id_word")),
    )
    op.create_table(
        "week",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("monday", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("learners", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_week_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "monday", name=op.f("pk_week")),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corpus_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["corpus_id"], ["corpus.id"], name=op.f("fk_wording_corpus_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_fingerprint", "wording", ["corpus_id", "fingerprint"], unique=False)
    op.create_index("ix_wording_item", "wording", ["corpus_id", "item"], unique=False)
    op.create_index("ix_wording_version", "wording", ["corpus_id", "version"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ident", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("direct_room", sa.Text(), nullable=True),
        sa.Column("direct_at", sa.BigInteger(), nullable=True),
        sa.Column("reachable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("channel", "ident", name=op.f("uq_account_channel_ident")),
    )
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("undo", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_audit_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_camp", "audit", ["camp_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_person_id"), "audit", ["person_id"], unique=False)
    op.create_table(
        "bank_change",
        sa.Column("bank_import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["bank_import_id"], ["bank_import.id"], name=op.f("fk_bank_change_bank_import_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_bank_change_question_id")),
        sa.PrimaryKeyConstraint("bank_import_id", "question_id", name=op.f("pk_bank_change")),
    )
    op.create_table(
        "bind_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bind_code_person_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_bind_code")),
    )
    op.create_index(op.f("ix_bind_code_person_id"), "bind_code", ["person_id"], unique=False)
    op.create_table(
        "dialog",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dialog_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialog")),
    )
    op.create_index("ix_dialog_who", "dialog", ["person_id", "room"], unique=False)
    op.create_table(
        "dict_word",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_dict_word_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dict_word_person_id")),
        sa.PrimaryKeyConstraint("camp_id", "word", name=op.f("pk_dict_word")),
    )
    op.create_index(op.f("ix_dict_word_person_id"), "dict_word", ["person_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.Column("superseded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("haul", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_entry_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_person_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["entry.id"], name=op.f("fk_entry_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("camp_id", "number", name=op.f("uq_entry_camp_id_number")),
    )
    op.create_index("ix_entry_changed", "entry", ["camp_id", "changed_at"], unique=False)
    op.create_index("ix_entry_fingerprint", "entry", ["camp_id", "fingerprint", "number"], unique=False)
    op.create_index("ix_entry_haul", "entry", ["haul", "camp_id"], unique=False)
    op.create_index(op.f("ix_entry_person_id"), "entry", ["person_id"], unique=False)
    op.create_table(
        "held",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_held_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
    )
    op.create_index("ix_held_camp", "held", ["camp_id", "id"], unique=False)
    op.create_index(op.f("ix_held_person_id"), "held", ["person_id"], unique=False)
    op.create_table(
        "lesson",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("required", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("apply", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("files", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_lesson_camp_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_lesson_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("camp_id", "fingerprint", name=op.f("uq_lesson_camp_id_fingerprint")),
        sa.UniqueConstraint("camp_id", "number", name=op.f("uq_lesson_camp_id_number")),
    )
    op.create_index(op.f("ix_lesson_course_id"), "lesson", ["course_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("agreed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=True),
        sa.Column("named", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lifetime", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("streak", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("streak_to", sa.Text(), nullable=True),
        sa.Column("runs_paid", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("role in ('learner','expert','manager','owner')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_membership_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("camp_id", "person_id", name=op.f("uq_membership_camp_id_person_id")),
    )
    op.create_index("ix_membership_board", "membership", ["camp_id", "points"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "nudge",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nudge_person_id")),
        sa.PrimaryKeyConstraint("subject", "person_id", name=op.f("pk_nudge")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_nudge_person_id"), "nudge", ["person_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("direct", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("whisper", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("replaces", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reply_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("last", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("then_job", sa.Text(), nullable=True),
        sa.Column("then_subject", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_until", sa.BigInteger(), nullable=True),
        sa.Column("answer_carries", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("doubts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("once", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_edit",
        "outbox",
        ["replaces"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_owed",
        "outbox",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["channel", "room", "lane", "id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "participation",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participation_person_id")),
        sa.PrimaryKeyConstraint("subject", "person_id", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_participation_person_id"), "participation", ["person_id"], unique=False)
    op.create_table(
        "poll",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("addable", sa.Boolean(), nullable=False),
        sa.Column("only", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("seats", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shortlist", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("vote_until", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('single','multiple','ranking')", name=op.f("ck_poll_kind")),
        sa.CheckConstraint("stage in ('nominating','open','closed')", name=op.f("ck_poll_stage")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_poll_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_index("ix_poll_camp", "poll", ["camp_id", "id"], unique=False)
    op.create_index(op.f("ix_poll_person_id"), "poll", ["person_id"], unique=False)
    op.create_table(
        "poll_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_poll_plan_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_plan")),
    )
    op.create_index(op.f("ix_poll_plan_person_id"), "poll_plan", ["person_id"], unique=False)
    op.create_table(
        "question_tag",
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_question_tag_camp_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_tag_question_id")),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tag")),
    )
    op.create_index("ix_question_tag_camp", "question_tag", ["camp_id", "tag"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("only", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("missed_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_reminder_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_camp_id"), "reminder", ["camp_id"], unique=False)
    op.create_index(
        "ix_reminder_next",
        "reminder",
        ["place", "next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_reminder_person_id"), "reminder", ["person_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("only", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("axis", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_survey_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index("ix_survey_camp", "survey", ["camp_id", "id"], unique=False)
    op.create_index(op.f("ix_survey_person_id"), "survey", ["person_id"], unique=False)
    op.create_table(
        "survey_plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_survey_plan_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_plan")),
    )
    op.create_index(op.f("ix_survey_plan_person_id"), "survey_plan", ["person_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("room", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_task_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(
        "ix_task_open",
        "task",
        ["id"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "alias",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("haul", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("source in ('confirmed','imported','merged')", name=op.f("ck_alias_source")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_alias_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alias_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("entry_id", "fingerprint", name=op.f("uq_alias_entry_id_fingerprint")),
    )
    op.create_index(op.f("ix_alias_entry_id"), "alias", ["entry_id"], unique=False)
    op.create_index(op.f("ix_alias_haul"), "alias", ["haul"], unique=False)
    op.create_index(op.f("ix_alias_person_id"), "alias", ["person_id"], unique=False)
    op.create_table(
        "bill",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("height", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("shared_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("period in ('week','camp')", name=op.f("ck_bill_period")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_bill_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "period", "first", name=op.f("pk_bill")),
    )
    op.create_table(
        "card",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_card_membership_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_card_question_id")),
        sa.PrimaryKeyConstraint("membership_id", "question_id", name=op.f("pk_card")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_due", "card", ["membership_id", "due"], unique=False)
    op.create_table(
        "care",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("flagged_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("acted_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome in ('recovered','same','left')", name=op.f("ck_care_outcome")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_care_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_care_membership_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_care_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care")),
    )
    op.create_index("ix_care_camp", "care", ["camp_id", "flagged_on"], unique=False)
    op.create_index(op.f("ix_care_membership_id"), "care", ["membership_id"], unique=False)
    op.create_table(
        "check_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("kind in ('stamp','makeup','rest')", name=op.f("ck_check_in_kind")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_check_in_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_check_in_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index("ix_check_in_camp", "check_in", ["camp_id", "day"], unique=False)
    op.create_index("uq_check_in_day", "check_in", ["membership_id", "day"], unique=True)
    op.create_table(
        "contest",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("limit_ms", sa.Integer(), nullable=False),
        sa.Column("gap_ms", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'lobby'"), nullable=False),
        sa.Column("paused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('lobby','running','over','void')", name=op.f("ck_contest_state")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_contest_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_contest_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
    )
    op.create_index("ix_contest_camp", "contest", ["camp_id", "id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("survey_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_draft_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_draft")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_draft_person_id"), "draft", ["person_id"], unique=False)
    op.create_table(
        "duplicate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chance", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_duplicate_camp_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_duplicate_entry_id")),
        sa.ForeignKeyConstraint(["other_id"], ["entry.id"], name=op.f("fk_duplicate_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duplicate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
        sa.UniqueConstraint("entry_id", "other_id", name=op.f("uq_duplicate_entry_id_other_id")),
    )
    op.create_index("ix_duplicate_camp", "duplicate", ["camp_id", "id"], unique=False)
    op.create_index(op.f("ix_duplicate_entry_id"), "duplicate", ["entry_id"], unique=False)
    op.create_index(op.f("ix_duplicate_other_id"), "duplicate", ["other_id"], unique=False)
    op.create_index(op.f("ix_duplicate_person_id"), "duplicate", ["person_id"], unique=False)
    op.create_table(
        "entry_tag",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_entry_tag_camp_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_tag_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "tag", name=op.f("pk_entry_tag")),
    )
    op.create_index("ix_entry_tag_camp", "entry_tag", ["camp_id", "tag"], unique=False)
    op.create_table(
        "entry_version",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_version_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_version_person_id")),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_entry_version")),
    )
    op.create_index(op.f("ix_entry_version_person_id"), "entry_version", ["person_id"], unique=False)
    op.create_table(
        "heat_event",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('view','open','used')", name=op.f("ck_heat_event_kind")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_heat_event_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_heat_event_person_id")),
        sa.PrimaryKeyConstraint("entry_id", "person_id", "day", "kind", name=op.f("pk_heat_event")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_heat_event_day", "heat_event", ["day"], unique=False)
    op.create_index(op.f("ix_heat_event_person_id"), "heat_event", ["person_id"], unique=False)
    op.create_table(
        "leave",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_leave_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "day", name=op.f("pk_leave")),
    )
    op.create_index("ix_leave_day", "leave", ["day"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_amount")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_ledger_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_ledger_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("source", name=op.f("uq_ledger_source")),
    )
    op.create_index("ix_ledger_camp", "ledger", ["camp_id", "at"], unique=False)
    op.create_index("ix_ledger_membership", "ledger", ["membership_id", "id"], unique=False)
    op.create_table(
        "lesson_comment",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_comment_lesson_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lesson_comment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lesson_done",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_answer", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_lesson_done_camp_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_done_lesson_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_lesson_done_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "lesson_id", name=op.f("pk_lesson_done")),
    )
    op.create_index("ix_lesson_done_camp", "lesson_done", ["camp_id", "at"], unique=False)
    op.create_index("ix_lesson_done_lesson", "lesson_done", ["lesson_id"], unique=False)
    op.create_table(
        "lesson_for",
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_for_lesson_id")),
        sa.PrimaryKeyConstraint("lesson_id", "tag", name=op.f("pk_lesson_for")),
    )
    op.create_table(
        "lesson_push",
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_lesson_push_camp_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_push_lesson_id")),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_lesson_push")),
    )
    op.create_index("ix_lesson_push_camp", "lesson_push", ["camp_id", "day"], unique=False)
    op.create_index("ix_lesson_push_due", "lesson_push", ["camp_id", "due_on"], unique=False)
    op.create_table(
        "lesson_rated",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_rated_lesson_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_lesson_rated_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "lesson_id", name=op.f("pk_lesson_rated")),
    )
    op.create_table(
        "lesson_score",
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("score between 0 and 10", name=op.f("ck_lesson_score_score")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_score_lesson_id")),
        sa.PrimaryKeyConstraint("lesson_id", "score", name=op.f("pk_lesson_score")),
    )
    op.create_table(
        "no_bill",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_no_bill_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_no_bill")),
    )
    op.create_table(
        "nomination",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nominee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["nominee_id"], ["person.id"], name=op.f("fk_nomination_nominee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nomination_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_nomination_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", "nominee_id", name=op.f("pk_nomination")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_nomination_nominee_id"), "nomination", ["nominee_id"], unique=False)
    op.create_index(op.f("ix_nomination_person_id"), "nomination", ["person_id"], unique=False)
    op.create_table(
        "option",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_option_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_option_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "place", name=op.f("pk_option")),
    )
    op.create_index(op.f("ix_option_person_id"), "option", ["person_id"], unique=False)
    op.create_table(
        "personal_push",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_personal_push_camp_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_personal_push_lesson_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_personal_push_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "lesson_id", name=op.f("pk_personal_push")),
    )
    op.create_index("ix_personal_push_camp", "personal_push", ["camp_id", "day"], unique=False)
    op.create_index("ix_personal_push_due", "personal_push", ["camp_id", "due_on"], unique=False)
    op.create_table(
        "pointer",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_pointer_entry_id")),
        sa.PrimaryKeyConstraint("place", "day", "entry_id", name=op.f("pk_pointer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pointer_entry_id"), "pointer", ["entry_id"], unique=False)
    op.create_table(
        "poll_post",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_poll_post_outbox_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_post_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "outbox_id", name=op.f("pk_poll_post")),
    )
    op.create_table(
        "response",
        sa.Column("survey_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_response_person_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_response_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_response_person_id"), "response", ["person_id"], unique=False)
    op.create_table(
        "run_bonus",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_run_bonus_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "day", name=op.f("pk_run_bonus")),
    )
    op.create_table(
        "sent",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_sent_outbox_id")),
        sa.PrimaryKeyConstraint("channel", "ref", name=op.f("pk_sent")),
        sa.UniqueConstraint("outbox_id", "place", name=op.f("uq_sent_outbox_id_place")),
    )
    op.create_index(op.f("ix_sent_outbox_id"), "sent", ["outbox_id"], unique=False)
    op.create_table(
        "sitting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("limit_ms", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("earned", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_sitting_camp_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_sitting_exam_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_sitting_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("exam_id", "membership_id", "attempt", name=op.f("uq_sitting_exam_id_membership_id_attempt")),
    )
    op.create_index("ix_sitting_membership", "sitting", ["membership_id", "ended_at"], unique=False)
    op.create_table(
        "suggestion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chance", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_suggestion_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_suggestion_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(op.f("ix_suggestion_entry_id"), "suggestion", ["entry_id"], unique=False)
    op.create_index("ix_suggestion_judged", "suggestion", ["judged_at"], unique=False)
    op.create_index(op.f("ix_suggestion_person_id"), "suggestion", ["person_id"], unique=False)
    op.create_table(
        "tag",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_tag_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "name", name=op.f("pk_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tag_name", "tag", ["name"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("state in ('open','answered','accepted','withdrawn')", name=op.f("ck_ticket_state")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_ticket_camp_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_ticket_entry_id")),
        sa.ForeignKeyConstraint(["expert_id"], ["person.id"], name=op.f("fk_ticket_expert_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("camp_id", "number", name=op.f("uq_ticket_camp_id_number")),
    )
    op.create_index(op.f("ix_ticket_entry_id"), "ticket", ["entry_id"], unique=False)
    op.create_index(op.f("ix_ticket_expert_id"), "ticket", ["expert_id"], unique=False)
    op.create_index(op.f("ix_ticket_person_id"), "ticket", ["person_id"], unique=False)
    op.create_index(
        "ix_ticket_waiting",
        "ticket",
        ["camp_id", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "vote",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vote_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_vote_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", "place", name=op.f("pk_vote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_vote_person_id"), "vote", ["person_id"], unique=False)
    op.create_index("ix_vote_place", "vote", ["poll_id", "place"], unique=False)
    op.create_table(
        "ask",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shown_as", sa.Text(), nullable=True),
        sa.Column("limit_ms", sa.Integer(), nullable=True),
        sa.Column("message", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("delay_ms", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind in ('contest','drill','exam','review')", name=op.f("ck_ask_kind")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_ask_camp_id")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_ask_contest_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_ask_membership_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_ask_question_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_ask_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
    )
    op.create_index(op.f("ix_ask_contest_id"), "ask", ["contest_id"], unique=False)
    op.create_index("ix_ask_membership", "ask", ["membership_id", "kind", "asked_at"], unique=False)
    op.create_index(op.f("ix_ask_sitting_id"), "ask", ["sitting_id"], unique=False)
    op.create_table(
        "contest_room",
        sa.Column("contest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lobby", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_contest_room_contest_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_contest_room_room_id")),
        sa.PrimaryKeyConstraint("contest_id", "room_id", name=op.f("pk_contest_room")),
    )
    op.create_table(
        "player",
        sa.Column("contest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("hits", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("thinking_ms", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answers", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("streak", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_place", sa.Integer(), server_default=sa.text("-1"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_player_contest_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_player_membership_id")),
        sa.PrimaryKeyConstraint("contest_id", "membership_id", name=op.f("pk_player")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ticket_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_answer_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_answer_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_answer")),
        sa.UniqueConstraint("ref", name=op.f("uq_ticket_answer_ref")),
    )
    op.create_index(op.f("ix_ticket_answer_person_id"), "ticket_answer", ["person_id"], unique=False)
    op.create_index(op.f("ix_ticket_answer_ticket_id"), "ticket_answer", ["ticket_id"], unique=False)
    op.create_index(
        "uq_ticket_answer_accepted",
        "ticket_answer",
        ["ticket_id"],
        unique=True,
        sqlite_where=sa.text("accepted_at IS NOT NULL"),
        postgresql_where=sa.text("accepted_at IS NOT NULL"),
    )
    op.create_table(
        "ticket_echo",
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_echo_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_echo_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_ticket_echo")),
    )
    op.create_index(op.f("ix_ticket_echo_person_id"), "ticket_echo", ["person_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ask_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("earned", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("thinking_ms", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_answer_ask_id")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_answer_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_answer_membership_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_answer_question_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_answer_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("ask_id", "membership_id", name=op.f("uq_answer_ask_id_membership_id")),
    )
    op.create_index("ix_answer_camp", "answer", ["camp_id", "question_id"], unique=False)
    op.create_index("ix_answer_camp_at", "answer", ["camp_id", "received_at"], unique=False)
    op.create_index("ix_answer_membership", "answer", ["membership_id", "question_id", "id"], unique=False)
    op.create_table(
        "answer_version",
        sa.Column("ticket_answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_answer_id"], ["ticket_answer.id"], name=op.f("fk_answer_version_ticket_answer_id")),
        sa.PrimaryKeyConstraint("ticket_answer_id", "version", name=op.f("pk_answer_version")),
    )
    op.create_table(
        "answer_vote",
        sa.Column("ticket_answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_vote_person_id")),
        sa.ForeignKeyConstraint(["ticket_answer_id"], ["ticket_answer.id"], name=op.f("fk_answer_vote_ticket_answer_id")),
        sa.PrimaryKeyConstraint("ticket_answer_id", "person_id", name=op.f("pk_answer_vote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_answer_vote_person_id"), "answer_vote", ["person_id"], unique=False)
    op.create_table(
        "showing",
        sa.Column("ask_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("delay_ms", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_showing_ask_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_showing_room_id")),
        sa.PrimaryKeyConstraint("ask_id", "room_id", name=op.f("pk_showing")),
    )
    op.create_table(
        "ticket_post",
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_ticket_post_outbox_id")),
        sa.ForeignKeyConstraint(["ticket_answer_id"], ["ticket_answer.id"], name=op.f("fk_ticket_post_ticket_answer_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_post_ticket_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_ticket_post")),
    )
    op.create_index(op.f("ix_ticket_post_ticket_answer_id"), "ticket_post", ["ticket_answer_id"], unique=False)
    op.create_index(op.f("ix_ticket_post_ticket_id"), "ticket_post", ["ticket_id"], unique=False)
