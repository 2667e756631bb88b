pub struct KnownImage; impl KnownImage { pub fn runs_unprivileged(&self,_:Option<&str>)->Option<bool>{None} }
pub fn known_image(_r:&str,_t:Option<&str>)->Option<&'static KnownImage>{None}
