//! Paths, methods, query parameters and what a caller accepts.

use super::TRIAGE;
use crate::support::client::Answer;
use crate::support::service::service;

#[test]
fn a_path_that_is_not_there_is_not_found_whatever_the_method() {
    for path in [
        "/nope",
        "/page",
        "/v1",
        "/v1/triage/",
        "/V1/triage",
        "/v1/triage/x",
        "//v1/rules",
        "/v1/rules/R-E01/x",
        "/%00",
        "/%ff",
        "/..%2f..%2fetc%2fpasswd",
    ] {
        service().get(path).problem(404, "not_found");
        service().post(path, r#"{"findings":{}}"#).problem(404, "not_found");
    }
}

/// Nothing of a path is repeated: what is named is mounted.
#[test]
fn a_path_that_is_not_there_is_told_the_nearest_one_and_the_page() {
    for (path, near) in [
        ("/index.html", "GET /"),
        ("/v1", "POST /v1/triage"),
        ("/v1/", "POST /v1/triage"),
        ("/v1/triage/", "POST /v1/triage"),
        ("/V1/Triage", "POST /v1/triage"),
        ("/triage", "POST /v1/triage"),
        ("/api/v1/triage", "POST /v1/triage"),
        ("/v1/triagge", "POST /v1/triage"),
        ("/v1/triage/x", "POST /v1/triage"),
        ("/v1/batch", "POST /v1/triage/batch"),
        ("/v1/intended_use", "GET /v1/intended-use"),
        ("/v1/questionaire", "GET /v1/questionnaire"),
        ("/v1/rules/", "GET /v1/rules"),
        ("/v1/rule", "GET /v1/rules"),
        ("/v1/rules/R-E01/x", "GET /v1/rules/{id}"),
        ("/swagger", "GET /docs"),
        ("/swagger-ui/", "GET /docs"),
        ("/doc", "GET /docs"),
        ("/api-docs", "GET /openapi.json"),
        ("/openapi", "GET /openapi.json"),
        ("/openapi.yaml", "GET /openapi.json"),
        ("/healthz", "GET /health/live"),
        ("/health", "GET /health/live"),
    ] {
        let problem = service().get(path).problem(404, "not_found");
        let expected = format!("no such path; the nearest is `{near}`; `/docs` describes all of them");
        assert_eq!(problem["detail"], expected, "{path}");
    }
    let deep = "/x".repeat(100);
    for path in ["/xyzzy", "/fhirology", "/..%2f..%2fetc%2fpasswd", deep.as_str()] {
        let problem = service().get(path).problem(404, "not_found");
        assert_eq!(problem["detail"], "no such path; `/docs` describes all of them", "{path}");
    }
}

/// Relative, so that the answer is also right behind a path prefix.
#[test]
fn the_page_with_a_slash_at_its_end_leads_to_the_page() {
    let answer = service().raw("GET /docs/ HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((answer.status, answer.header("location")), (308, "../docs".to_owned()));
    service().get("/docs/?x=1").problem(400, "bad_query");
}

#[test]
fn an_id_that_is_not_there_is_told_where_the_ids_are() {
    for (path, detail) in [
        ("/v1/rules/R-X", "no rule has this id; `/v1/rules` lists them"),
        ("/v1/rules/r-e01", "no rule has this id; the nearest is `/v1/rules/R-E01`; `/v1/rules` lists them"),
        ("/v1/evidence/E9", "no evidence has this id; `/v1/evidence` lists them"),
        ("/v1/evidence/e01", "no evidence has this id; the nearest is `/v1/evidence/E01`; `/v1/evidence` lists them"),
        ("/problems/nope", "no error has this code; `ProblemCode` in `/openapi.json` lists them"),
        (
            "/problems/bad-query",
            "no error has this code; the nearest is `/problems/bad_query`; `ProblemCode` in `/openapi.json` lists them",
        ),
        ("/docs/nope.js", "the page has no such asset; the page itself is `/docs`"),
    ] {
        assert_eq!(service().get(path).problem(404, "not_found")["detail"], detail, "{path}");
    }
}

#[test]
fn an_id_that_is_not_there_is_not_found() {
    for path in [
        "/v1/rules/R-Z99",
        "/v1/rules/r-e01",
        "/v1/rules/%FF",
        "/v1/rules/R-E01%2F",
        "/v1/evidence/E999",
        "/problems/nope",
        "/docs/nope.js",
    ] {
        service().get(path).problem(404, "not_found");
    }
}

#[test]
fn a_method_that_is_not_taken_is_refused_with_those_that_are() {
    let answer = service().get(TRIAGE);
    assert_eq!(answer.header("allow"), "POST");
    answer.problem(405, "method_not_allowed");
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let answer = service().send(method, TRIAGE, &[], None::<&str>);
        assert_eq!(answer.header("allow"), "POST");
        answer.problem(405, "method_not_allowed");
        let answer = service().send(method, "/v1/rules/R-E01", &[], None::<&str>);
        assert_eq!(answer.header("allow"), "GET, HEAD");
        answer.problem(405, "method_not_allowed");
    }
    service().post("/health/ready", "").problem(405, "method_not_allowed");
    assert_eq!(service().send("HEAD", TRIAGE, &[], None::<&str>).status, 405);
}

#[test]
fn findings_in_an_address_are_refused_by_the_method() {
    service().get("/v1/triage?age_years=34").problem(405, "method_not_allowed");
}

#[test]
fn head_is_answered_as_get_is_without_the_body() {
    let paths = [
        "/v1/questionnaire",
        "/v1/rules",
        "/v1/rules/R-E01",
        "/v1/evidence",
        "/v1/evidence/E01",
        "/v1/intended-use",
        "/problems/not_json",
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/docs",
        "/docs/swagger-ui.css",
        "/",
        "/page/page.css",
        "/nope",
        "/v1/rules/R-Z99",
    ];
    for path in paths {
        let comparable = |mut answer: Answer| {
            answer.headers.remove("date");
            answer.headers.remove("x-request-id");
            (answer.status, answer.headers)
        };
        let id = [("x-request-id", "same")];
        let get = comparable(service().send("GET", path, &id, None::<&str>));
        let head =
            service().raw(format!("HEAD {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nX-Request-Id: same\r\n\r\n"));
        assert_eq!(comparable(head), get, "{path}");
    }
}

#[test]
fn head_leaves_the_connection_in_step() {
    let mut wire = service().wire();
    for _ in 0..2 {
        wire.send("HEAD /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(wire.answer().expect("an answer").status, 200);
    }
}

#[test]
fn a_caller_who_accepts_nothing_that_there_is_is_refused() {
    let refused = [
        "image/png",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=0, */*",
        "application/*;q=0, */*;q=0.5",
        "application/json;q=0.0, application/*",
        "text/html, image/*",
    ];
    for accept in refused {
        service().send("GET", "/v1/evidence", &[("accept", accept)], None::<&str>).problem(406, "not_acceptable");
    }
    let headers = [("accept", "image/png"), ("content-type", "application/json")];
    service().send("POST", TRIAGE, &headers, Some(r#"{"findings":{}}"#)).problem(406, "not_acceptable");
    service().send("GET", "/", &[("accept", "application/json")], None::<&str>).problem(406, "not_acceptable");
    service().send("GET", "/docs", &[("accept", "application/json")], None::<&str>).problem(406, "not_acceptable");
}

#[test]
fn a_caller_who_accepts_what_there_is_gets_it() {
    let taken = [
        "application/json",
        "*/*",
        "application/*",
        "image/png, application/json;q=0.001",
        "application/json, */*;q=0",
        "APPLICATION/JSON",
        "image/png;q=1, */*;q=0.1",
        "",
        "application/json; charset=utf-8",
    ];
    for accept in taken {
        service().send("GET", "/v1/rules", &[("accept", accept)], None::<&str>).expect(200);
    }
    let both = "GET /v1/rules HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\nAccept: application/json\r\n\r\n";
    service().raw(both).expect(200);
    service().raw("GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n").expect(200);
}
