//! Image references: `registry:port/path:tag@digest`.
