//! Today's date: asked once, here, so that everything below gives the same answer for the same day.

use std::time::{SystemTime, UNIX_EPOCH};

use plimsoll_model::base::Date;

/// Today in UTC. A clock from before 1970 is not trusted.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the day")]
pub fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Date::after_1970(since.as_secs() / 86_400))
}
