//! The devices of the host that a service is given.

use crate::view::Service;

impl Service<'_> {
    /// Whether it is given a device, under whatever name it has inside.
    pub fn has_device(self, path: &str) -> bool {
        let mut devices = self.facts().devices.iter().flat_map(|field| &field.value);
        devices.any(|device| device.likely().and_then(|text| text.split(':').next()) == Some(path))
    }
}
