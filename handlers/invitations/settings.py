"""What the parts of 邀请 share: the feature."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("invitations", Theme.CAMP)
