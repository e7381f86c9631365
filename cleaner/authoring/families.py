"""Labels by families: forty colours cannot be told apart, eight can."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.model import Action


@dataclass(frozen=True, slots=True)
class Family:
    """Labels that share a colour. hue: degrees on the colour circle, for HTML. colour: its ANSI name, for terminals."""

    name: str
    title: str
    hue: int
    colour: str


MOVED = Family("moved", "moved to the metadata", 150, "green")
OTHER = Family("other", "other", 220, "white")
_RELATED = Family("related", "other stories", 32, "yellow")
_SOCIAL = Family("social", "sharing and talk", 212, "blue")
_SELLING = Family("selling", "asking for something", 325, "magenta")
_ADS = Family("ads", "advertising", 2, "red")
_NOTES = Family("notes", "notes of the publisher", 265, "bright_magenta")
_FURNITURE = Family("furniture", "page furniture", 190, "cyan")
_FAMILIES = {
    _RELATED: "related_heading related_link related_teaser related_article inline_related site_promo",
    _SOCIAL: "share_widget social_follow comments_ui feedback contact_tip",
    _SELLING: "newsletter app_promo donation paywall",
    _ADS: "ad_label advert",
    _NOTES: "embed_consent legal org_boilerplate notice syndication_footer",
    _FURNITURE: "nav ui_artifact media_player image_alt reading separator title_duplicate",
}
_BY_LABEL = {label: family for family, labels in _FAMILIES.items() for label in labels.split()}


def family_of(label: str, action: Action) -> Family:
    """The family of a removal; what moved to the metadata is not lost, so it looks alike whatever its label."""
    return MOVED if action == "metadata" else _BY_LABEL.get(label, OTHER)
