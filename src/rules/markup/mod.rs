//! Rules about links, tags, placeholders.

mod code_changed;
mod heading_level;
mod icu_syntax;
mod link_target;
mod listed;
mod listings;
mod marks;
#[expect(clippy::module_inception, reason = "the rule is called as its family")]
mod markup;
mod placeholder;
mod url_email_handle;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[
    &code_changed::CodeChanged,
    &heading_level::HeadingLevel,
    &icu_syntax::IcuSyntax,
    &link_target::LinkTarget,
    &markup::Markup,
    &placeholder::PlaceholderRule,
    &url_email_handle::UrlEmailHandle,
];
