//! What day it is: asked once, here, so that everything below gives the same answer every day
//! that it is told.

use std::time::{SystemTime, UNIX_EPOCH};

use plimsoll_model::base::Date;

/// Today in UTC. A clock from before 1970 is not believed.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for the day")]
pub(crate) fn today() -> Option<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Date::after_1970(since.as_secs() / 86_400))
}
