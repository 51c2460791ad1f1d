//! A cable that delays: what comes for one endpoint goes to another, later, or not at all once it is cut. It needs no rights and no
//! kernel modules, other than network namespaces.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How many pieces are on their way in one direction.
const PIECES: usize = 256;

/// A piece, and when it is to arrive.
type Piece = (Instant, Vec<u8>);

/// A cable between whoever connects to it and an endpoint. It lasts as long as the process.
pub struct Proxy {
    endpoint: String,
    connections: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// Lays a cable to an endpoint, on which everything takes so long in each direction, and up to as long again.
    pub fn lay(to: &str, delay: Duration) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("tcp/{}", listener.local_addr().unwrap());
        let to = to.trim_start_matches("tcp/").to_string();
        let connections: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let all = Arc::clone(&connections);
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(&to) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    carry(from.try_clone().unwrap(), to.try_clone().unwrap(), delay);
                }
                all.lock().unwrap().extend([near, far]);
            }
        });
        Proxy { endpoint, connections }
    }

    /// Where to connect to.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Cuts all connections that there are, with what is on its way. New ones can be made at once.
    pub fn cut(&self) {
        for connection in self.connections.lock().unwrap().drain(..) {
            // One that has gone by itself is cut.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// Carries one direction.
fn carry(from: TcpStream, to: TcpStream, delay: Duration) {
    let (pieces, due) = mpsc::sync_channel(PIECES);
    thread::spawn(move || read(from, &pieces, delay));
    thread::spawn(move || write(to, &due));
}

fn read(mut from: TcpStream, pieces: &SyncSender<Piece>, delay: Duration) {
    let mut buffer = [0; 1 << 14];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let due = Instant::now() + delay.mul_f64(1.0 + fastrand::f64());
        if pieces.send((due, buffer[..length].to_vec())).is_err() {
            return;
        }
    }
}

fn write(mut to: TcpStream, due: &Receiver<Piece>) {
    while let Ok((due, piece)) = due.recv() {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&piece).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
