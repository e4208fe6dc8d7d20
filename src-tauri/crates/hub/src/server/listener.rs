//! Connections that can be cut.
//!
//! A server that dies in the middle of a request closes its sockets without an answer, and a client has to be tried
//! against exactly that. A handler cannot do it through HTTP, so the hub accepts its connections itself and wraps
//! each: once a [`Cord`] is cut, the next read or write fails and the connection is closed with nothing more sent.
//! The same cuts what is still open when the hub stops.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use futures::task::AtomicWaker;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// The handle by which one connection can be cut.
#[derive(Clone, Default)]
pub struct Cord(Arc<CordState>);

#[derive(Default)]
struct CordState {
    cut: AtomicBool,
    waker: AtomicWaker,
}

impl Cord {
    /// Closes the connection without sending anything more.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
        self.0.waker.wake();
    }

    fn is_cut(&self, context: &Context<'_>) -> bool {
        self.0.waker.register(context.waker());
        self.0.cut.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Cord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Cord").field(&self.0.cut.load(Ordering::Relaxed)).finish()
    }
}

/// The cords of all open connections.
#[derive(Debug, Default, Clone)]
pub struct Cords(Arc<Mutex<Vec<WeakCord>>>);

#[derive(Clone)]
struct WeakCord(Weak<CordState>);

impl fmt::Debug for WeakCord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WeakCord")
    }
}

impl Cords {
    /// Cuts every open connection.
    pub fn cut_all(&self) {
        let cords = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for state in cords.into_iter().filter_map(|weak| weak.0.upgrade()) {
            Cord(state).cut();
        }
    }

    fn add(&self, cord: &Cord) {
        let mut cords = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cords.len() > 64 {
            cords.retain(|weak| weak.0.strong_count() > 0);
        }
        cords.push(WeakCord(Arc::downgrade(&cord.0)));
    }
}

/// A listener on TCP whose connections can be cut.
#[derive(Debug)]
pub struct CordedListener {
    listener: TcpListener,
    cords: Cords,
}

impl CordedListener {
    /// Wraps a bound listener; its connections are added to `cords`.
    pub fn new(listener: TcpListener, cords: Cords) -> Self {
        Self { listener, cords }
    }
}

impl Listener for CordedListener {
    type Io = CordedStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Small answers must not wait for the acknowledgement of earlier ones.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays with Nagle's algorithm");
        }
        let cord = Cord::default();
        self.cords.add(&cord);
        (CordedStream { stream, cord }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CordedListener>> for Cord {
    fn connect_info(stream: IncomingStream<'_, CordedListener>) -> Self {
        stream.io().cord.clone()
    }
}

/// A connection that can be cut.
#[derive(Debug)]
pub struct CordedStream {
    stream: TcpStream,
    cord: Cord,
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "the connection was cut on purpose")
}

impl AsyncRead for CordedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.cord.is_cut(context) {
            return Poll::Ready(Err(cut_off()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CordedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.cord.is_cut(context) {
            return Poll::Ready(Err(cut_off()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.cord.is_cut(context) {
            return Poll::Ready(Err(cut_off()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
