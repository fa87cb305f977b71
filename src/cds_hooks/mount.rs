//! Every path of CDS Hooks, and who may call it.

use actix_web::http::Method;

use super::discovery::{DISCOVERY, FEEDBACK, SERVICE, discovery};
use super::feedback::feedback;
use super::hook_call::call;
use crate::http::route_table::{Mount, PathAccess};

/// Mounts CDS Hooks. Discovery is its machine-readable contract, and needs no key.
pub fn mount(routes: &mut impl Mount) {
    use PathAccess::{Protected, Public};
    routes
        .undescribed(Public, Method::GET, DISCOVERY, discovery)
        .undescribed(Protected, Method::POST, SERVICE, call)
        .undescribed(Protected, Method::POST, FEEDBACK, feedback);
}
