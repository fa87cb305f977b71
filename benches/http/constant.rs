//! The handler to compare with: reads the body, returns a constant one.

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

/// Serves a body of so many bytes until it is ended; prints where it listens.
pub fn serve(bytes: usize) {
    let body = Bytes::from("x".repeat(bytes));
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            let body = body.clone();
            let handler = move |read: Bytes| {
                assert!(!read.is_empty());
                let body = body.clone();
                async move { HttpResponse::Ok().content_type("application/json").body(body) }
            };
            App::new().route("/v1/triage", web::post().to(handler))
        };
        let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", 0)).unwrap();
        eprintln!("constant listening on http://{}", server.addrs()[0]);
        server.run().await.unwrap();
    });
}
