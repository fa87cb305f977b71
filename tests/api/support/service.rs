//! The real app on a port of its own.

use std::sync::{LazyLock, mpsc};
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use clap::Parser;
use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::server;
use twitch_triage::settings::Settings;
use twitch_triage::triage_service::TriageService;

use super::client::Client;

/// The built-in rule book in every language, loaded once.
pub static BOOKS: LazyLock<TranslatedRuleBook> =
    LazyLock::new(|| TranslatedRuleBook::built_in().expect("a rule book and translations without faults"));

/// The built-in rule book.
pub static BOOK: LazyLock<RuleBook> = LazyLock::new(|| BOOKS.original.clone());

/// The built-in rule book with all that is prepared from it.
pub fn triage_service() -> TriageService {
    TriageService::translated(BOOKS.clone()).expect("prepared")
}

/// Patient with heads: on a busy machine one may wait for a thread.
static SHARED: LazyLock<Service> = LazyLock::new(|| Service::start(&["--head-timeout-ms", "60000"]));

/// The service that tests share when they need no settings of their own.
pub fn service() -> &'static Client {
    &SHARED.client
}

static COMPARING: LazyLock<Service> = LazyLock::new(|| Service::start(&["--compare-with", "built-in"]));

/// The same, which compares the rule book with itself.
pub fn comparing_service() -> &'static Client {
    &COMPARING.client
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// Settings as from a command line; what is not given is the default, on a port of its own.
pub fn settings(flags: &[&str]) -> Settings {
    let line = ["twitch-triage", "--bind", "127.0.0.1:0", "--workers", "2"].iter().chain(flags);
    Line::try_parse_from(line).unwrap_or_else(|error| panic!("{error}")).settings
}

/// A running service; it stops when it is dropped.
pub struct Service {
    pub client: Client,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    pub fn start(flags: &[&str]) -> Self {
        let settings = settings(flags);
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let mut books = BOOKS.clone();
                if let Some(wanted) = &settings.languages {
                    books.translations.retain(|book| wanted.contains(&book.locale.language));
                }
                // Whatever folder is named, the built-in one stands for it.
                let compare_with = settings.compare_with.as_ref().map(|_| BOOK.clone());
                let bound = server::bind(&settings, books, compare_with).expect("bound");
                tell.send((bound.addresses[0], bound.handle())).expect("heard");
                bound.run().await.expect("served");
            });
        });
        let (address, handle) = told.recv().expect("a service that starts");
        Self { client: Client::of(address), handle, thread: Some(thread) }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            // The thread ends with the service; its own failure was told by the test that saw it.
            let _ = thread.join();
        }
    }
}
