//! The conversation: messages in their order, answers, and work when there is nothing to read.
//!
//! Notifications are taken in at once, so that a request sees the newest text; requests wait until there
//! is nothing more to read, and can be cancelled as long. A panic costs one answer.

use std::collections::VecDeque;

use crossbeam_channel::TryRecvError;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::MessageType;
use plimsoll_lint::Registry;
use serde_json::Value;

use crate::talk::Talk;
use crate::{answers, uri, watching};

/// Serves one client. Whether it took its leave properly.
pub(crate) fn run(registry: Registry) -> bool {
    let (connection, threads) = Connection::stdio();
    let is_proper = Server::greet(&connection, registry).is_some_and(Server::serve);
    drop(connection);
    let _ = threads.join();
    is_proper
}

/// The conversation with a client that has introduced itself.
struct Server<'c> {
    connection: &'c Connection,
    talk: Talk<'c>,
    /// What is to be answered, each with the version of its text when it came.
    waiting: VecDeque<(Request, Option<i32>)>,
}

impl<'c> Server<'c> {
    /// Waits for `initialize` and answers it. None if the client leaves before.
    fn greet(connection: &'c Connection, registry: Registry) -> Option<Self> {
        loop {
            match connection.receiver.recv().ok()? {
                Message::Request(request) if request.method == "initialize" => {
                    let (session, faults) = watching::greeted(&request.params, registry);
                    let answer = watching::greeting(&session.client);
                    let mut talk = Talk::new(connection, session);
                    talk.send(Response::new_ok(request.id, answer));
                    faults
                        .into_iter()
                        .for_each(|fault| talk.tell(MessageType::Warning, fault));
                    let waiting = VecDeque::new();
                    return Some(Self {
                        connection,
                        talk,
                        waiting,
                    });
                }
                Message::Request(request) => {
                    let code = ErrorCode::ServerNotInitialized as i32;
                    let answer = Response::new_err(request.id, code, "`initialize` comes first".to_owned());
                    connection.sender.send(answer.into()).ok()?;
                }
                Message::Notification(notification) if notification.method == "exit" => return None,
                Message::Notification(_) | Message::Response(_) => {}
            }
        }
    }

    /// Whether the client took its leave properly.
    fn serve(mut self) -> bool {
        let mut is_shut_down = false;
        loop {
            let message = match self.connection.receiver.try_recv() {
                Ok(message) => message,
                Err(TryRecvError::Disconnected) => return is_shut_down,
                Err(TryRecvError::Empty) if self.work() => continue,
                Err(TryRecvError::Empty) => match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return is_shut_down,
                },
            };
            match message {
                Message::Notification(notification) if notification.method == "exit" => return is_shut_down,
                Message::Notification(notification) => self.take_in(notification),
                Message::Request(request) if is_shut_down => {
                    let code = ErrorCode::InvalidRequest as i32;
                    self.talk.send(Response::new_err(
                        request.id,
                        code,
                        "after `shutdown` comes `exit`".to_owned(),
                    ));
                }
                Message::Request(request) if request.method == "shutdown" => {
                    is_shut_down = true;
                    self.talk.send(Response::new_ok(request.id, Value::Null));
                }
                Message::Request(request) => {
                    let version = self.version_for(&request);
                    self.waiting.push_back((request, version));
                }
                Message::Response(response) => self.talk.hear(response),
            }
        }
    }

    /// Does one piece of work. Whether there was any.
    fn work(&mut self) -> bool {
        if let Some((request, version)) = self.waiting.pop_front() {
            self.answer(request, version);
            return true;
        }
        self.judge_some()
    }

    /// Judges some of what was not judged yet. Whether there was any.
    fn judge_some(&mut self) -> bool {
        for index in 0..self.talk.session.roots.count() {
            if self.talk.session.roots.get(index).has_work {
                let judged = self.talk.guarded(|talk| talk.session.judge(index, None));
                if judged.is_none() {
                    // It would fail again.
                    self.talk.session.roots.get(index).has_work = false;
                }
                self.talk.show();
                return true;
            }
        }
        false
    }

    /// Takes a notification in.
    fn take_in(&mut self, notification: Notification) {
        if notification.method == "$/cancelRequest" {
            self.cancel(&notification.params);
            return;
        }
        self.talk.guarded(|talk| watching::take_in(talk, notification));
    }

    /// Takes back a request that was not answered yet.
    fn cancel(&mut self, params: &Value) {
        let id = match params.get("id") {
            Some(Value::String(id)) => RequestId::from(id.clone()),
            Some(Value::Number(id)) => RequestId::from(id.as_i64().and_then(|id| id.try_into().ok()).unwrap_or(-1)),
            _ => return,
        };
        let Some(at) = self.waiting.iter().position(|(request, _)| request.id == id) else {
            return;
        };
        self.waiting.remove(at);
        let code = ErrorCode::RequestCanceled as i32;
        self.talk.send(Response::new_err(id, code, "cancelled".to_owned()));
    }

    /// Answers a request, unless its places are in a text that is gone.
    fn answer(&mut self, request: Request, version: Option<i32>) {
        let id = request.id.clone();
        if self.version_for(&request) != version && answers::has_places(&request.method) {
            let code = ErrorCode::ContentModified as i32;
            self.talk
                .send(Response::new_err(id, code, "the text has changed".to_owned()));
            return;
        }
        // What comes meanwhile is taken in, and may cancel it.
        if answers::needs_all(&request.method) && self.judge_some() {
            self.waiting.push_back((request, version));
            return;
        }
        let answer = self.talk.guarded(|talk| answers::answer(talk, &request));
        let response = match answer {
            Some(Ok(result)) => Response::new_ok(id, result),
            Some(Err((code, message))) => Response::new_err(id, code as i32, message),
            None => Response::new_err(id, ErrorCode::InternalError as i32, "plimsoll failed here".to_owned()),
        };
        self.talk.send(response);
    }

    /// The version of the text that a request is about.
    fn version_for(&self, request: &Request) -> Option<i32> {
        let uri = request.params.pointer("/textDocument/uri")?.as_str()?;
        let path = uri::path_of(&uri.into())?;
        Some(self.talk.session.documents.get(&path)?.version)
    }
}
