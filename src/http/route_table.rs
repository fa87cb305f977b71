//! Every path with its methods and with who may call it: stated once, where the path is mounted.

use std::collections::HashMap;

use actix_web::dev::{HttpServiceFactory, ResourceDef};
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder, guard};
use utoipa::openapi::PathItem;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as DescribedConfig;

/// Where the handlers of a way in are mounted.
pub trait Mount {
    /// Mounts a handler and states who may call its path.
    fn handler(&mut self, access: PathAccess, handler: impl HttpServiceFactory + OpenApiFactory + 'static)
    -> &mut Self;

    /// Mounts a handler of a path without parameters that the OpenAPI document leaves out, because another document of
    /// the service describes it to machines.
    fn undescribed<H, A>(&mut self, access: PathAccess, method: Method, path: &'static str, handler: H) -> &mut Self
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + 'static;
}

/// An app that serves.
impl Mount for ServiceConfig {
    fn handler(&mut self, _: PathAccess, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(handler)
    }

    fn undescribed<H, A>(&mut self, _: PathAccess, method: Method, path: &'static str, handler: H) -> &mut Self
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + 'static,
    {
        self.service(web::resource(path).guard(guard::Method(method)).to(handler))
    }
}

/// An app that is only built to be described.
impl Mount for DescribedConfig<'_> {
    fn handler(&mut self, _: PathAccess, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        self.service(handler)
    }

    fn undescribed<H, A>(&mut self, _: PathAccess, _: Method, _: &'static str, _: H) -> &mut Self
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + 'static,
    {
        self
    }
}

/// The table of who may call what. HEAD is answered wherever GET is.
impl Mount for RouteTable {
    fn handler(
        &mut self,
        access: PathAccess,
        handler: impl HttpServiceFactory + OpenApiFactory + 'static,
    ) -> &mut Self {
        for (path, item) in handler.paths().paths {
            let methods = methods(&item);
            if path.contains('{') {
                self.patterns.push((ResourceDef::new(path), Route { access, methods }));
            } else {
                self.fixed.insert(path, Route { access, methods });
            }
        }
        self
    }

    fn undescribed<H, A>(&mut self, access: PathAccess, method: Method, path: &'static str, _: H) -> &mut Self
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + 'static,
    {
        let methods = if method == Method::GET { vec![Method::GET, Method::HEAD] } else { vec![method] };
        self.fixed.insert(path.to_owned(), Route { access, methods });
        self
    }
}

/// Who may call a path, and whether limits apply to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathAccess {
    /// The state of the service: no key needed, never limited.
    Health,
    /// Figures for those who run the service: a key needed, never limited.
    Monitoring,
    /// What the service says about its own interface: no key needed, limited.
    Public,
    /// Everything else, unknown paths included: a key needed, limited.
    Protected,
}

impl PathAccess {
    /// Whether a caller needs a key or a token, where the operator set up access control.
    #[must_use]
    pub fn needs_key(self) -> bool {
        matches!(self, Self::Monitoring | Self::Protected)
    }

    /// Whether load shedding and rate limits apply.
    #[must_use]
    pub fn is_limited(self) -> bool {
        matches!(self, Self::Public | Self::Protected)
    }
}

/// A mounted path.
struct Route {
    access: PathAccess,
    methods: Vec<Method>,
}

/// Every mounted path.
#[derive(Default)]
pub struct RouteTable {
    /// Paths without a parameter, which are nearly all that are asked for.
    fixed: HashMap<String, Route>,
    /// Paths with a parameter.
    patterns: Vec<(ResourceDef, Route)>,
}

impl RouteTable {
    /// Who may call a path. A path that is not mounted is protected.
    #[must_use]
    pub fn access(&self, path: &str) -> PathAccess {
        self.route(path).map_or(PathAccess::Protected, |route| route.access)
    }

    /// The methods of a path; none when it is not mounted.
    #[must_use]
    pub fn methods(&self, path: &str) -> Option<&[Method]> {
        self.route(path).map(|route| route.methods.as_slice())
    }

    /// Every mounted path, as it is written in the OpenAPI document, with its first method.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &Method)> {
        let fixed = self.fixed.iter().map(|(path, route)| (path.as_str(), route));
        let patterns = self.patterns.iter().filter_map(|(path, route)| Some((path.pattern()?, route)));
        fixed.chain(patterns).filter_map(|(path, route)| Some((path, route.methods.first()?)))
    }

    fn route(&self, path: &str) -> Option<&Route> {
        self.fixed.get(path).or_else(|| {
            let pattern = self.patterns.iter().find(|(pattern, _)| pattern.is_match(path));
            pattern.map(|(_, route)| route)
        })
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let documented = [
        (Method::GET, item.get.is_some()),
        (Method::HEAD, item.get.is_some()),
        (Method::POST, item.post.is_some()),
        (Method::PUT, item.put.is_some()),
        (Method::DELETE, item.delete.is_some()),
        (Method::PATCH, item.patch.is_some()),
    ];
    documented.into_iter().filter(|(_, is_documented)| *is_documented).map(|(method, _)| method).collect()
}

#[cfg(test)]
mod tests {
    use super::{PathAccess, RouteTable};

    #[test]
    fn a_path_that_is_not_mounted_is_protected() {
        assert_eq!(RouteTable::default().access("/v1/triage"), PathAccess::Protected);
        assert!(PathAccess::Protected.needs_key() && PathAccess::Protected.is_limited());
    }
}
