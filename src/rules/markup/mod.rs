//! Rules about links, tags, placeholders.

mod url_email_handle;

use super::Rule;

/// The rules of this family.
pub(super) const RULES: &[&dyn Rule] = &[&url_email_handle::UrlEmailHandle];
