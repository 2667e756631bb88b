// TEMPORARY: stands in until the real module lands.
pub struct Field<T>{pub key: plimsoll_syntax::Span, pub span: plimsoll_syntax::Span, pub value: T}
pub struct Scalar{pub span: plimsoll_syntax::Span, pub text: plimsoll_syntax::Text}
impl Scalar { pub fn value(&self)->crate::Value<&str>{crate::Value::Unknown} }
pub struct Build{pub target: Option<Field<Scalar>>, pub cache_from: Vec<Scalar>}
pub struct Service{pub name: plimsoll_syntax::Spanned<String>, pub build: Option<Field<Build>>, pub image: Option<Field<Scalar>>}
pub struct Compose{pub yaml: plimsoll_syntax::yaml::Yaml, pub services: Vec<Service>}
impl Build { pub fn passes_context(&self,_:&str)->bool{false} pub fn inline_text(&self)->Option<&plimsoll_syntax::Text>{None} pub fn dockerfile_path(&self,_:&str)->Option<String>{None} }
impl Compose { pub fn new(yaml: plimsoll_syntax::yaml::Yaml)->Self{Self{yaml,services:Vec::new()}} pub fn services_key(&self)->Option<plimsoll_syntax::Span>{None} }
