//! A pseudo-terminal of 80 columns, or another number, and 24 lines, with a person at it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// That of a [`vt100::Parser`] by default.
const SIZE: PtySize = PtySize {
    rows: 24,
    cols: 80,
    pixel_width: 0,
    pixel_height: 0,
};
/// When a program is ended that hangs, so that its test does not.
const PATIENCE: Duration = Duration::from_mins(10);

/// A program that runs on a terminal, and what the terminal shows.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// All that the program wrote.
    raw: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
    /// Tells who watches over the program, by going, that nobody waits for it any more.
    _watched: Sender<()>,
    /// Tells the reader to read no more.
    is_closing: Arc<AtomicBool>,
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts a command on a new terminal, in its folder and with its environment alone.
    pub fn start(command: &Command) -> Self {
        Self::sized(command, SIZE.cols)
    }

    /// Does the same on a terminal of so many columns.
    pub fn sized(command: &Command, cols: u16) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { cols, ..SIZE })
            .expect("a pseudo-terminal");
        let mut inner = CommandBuilder::new(command.get_program());
        inner.args(command.get_args());
        inner.env_clear();
        inner.env("TERM", "xterm-256color");
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                inner.env(name, value);
            }
        }
        inner.cwd(command.get_current_dir().expect("a folder"));
        let child = pair.slave.spawn_command(inner).expect("the program starts");
        let keyboard = pair.master.take_writer().expect("a keyboard");
        let mut output = pair.master.try_clone_reader().expect("a screen");
        let [lines, columns] = [SIZE.rows, cols].map(|size| NonZero::new(size).expect("a size"));
        let parser = vt100::Parser::new(lines, columns, 0);
        let (screen, raw) = (
            Arc::new(Mutex::new(parser)),
            Arc::<Mutex<Vec<u8>>>::default(),
        );
        let (shown, written) = (Arc::clone(&screen), Arc::clone(&raw));
        let is_closing = Arc::new(AtomicBool::new(false));
        let is_closed = Arc::clone(&is_closing);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length) = output.read(&mut bytes) {
                if length == 0 || is_closed.load(Ordering::SeqCst) {
                    break;
                }
                shown.lock().unwrap().process(&bytes[..length]);
                let mut written = written.lock().unwrap();
                written.extend(&bytes[..length]);
            }
        });
        let mut killer = child.clone_killer();
        let (watched, gone) = channel();
        std::thread::spawn(move || {
            if gone.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                drop(killer.kill());
            }
        });
        Self {
            child,
            keyboard,
            screen,
            raw,
            reader,
            _watched: watched,
            is_closing,
            master: pair.master,
        }
    }

    pub fn screen(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Tells whether anything on the screen is coloured.
    pub fn has_colour(&self) -> bool {
        let screen = self.screen.lock().unwrap();
        let cells = (0..SIZE.rows).flat_map(|row| (0..SIZE.cols).map(move |column| (row, column)));
        let mut colours =
            cells.filter_map(|(row, column)| Some(screen.screen().cell(row, column)?.fgcolor()));
        colours.any(|colour| colour != vt100::Color::Default)
    }

    /// Waits until the screen shows a text; returns the screen.
    pub fn shows(&self, text: &str) -> String {
        let begun = std::time::Instant::now();
        loop {
            let has_ended = self.reader.is_finished();
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            let is_late = begun.elapsed() > PATIENCE / 5;
            assert!(!has_ended && !is_late, "“{text}” did not appear:\n{screen}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
        self.keyboard.flush().expect("typed");
        self
    }

    /// Returns all that the program wrote so far.
    pub fn raw(&self) -> Vec<u8> {
        self.raw.lock().unwrap().clone()
    }

    /// Sends the program a signal by its name.
    #[cfg(unix)]
    pub fn signals(&self, name: &str) {
        let process = self.child.process_id().expect("a process").to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &process])
            .status();
        assert!(sent.is_ok_and(|sent| sent.success()));
    }

    /// Ends the program before its time.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        drop(self.child.wait());
    }

    /// Closes the window after a last key, to which the program answers; waits until it has ended, and
    /// returns its exit code.
    #[cfg(target_os = "linux")]
    pub fn closed_at(mut self, key: &str) -> u32 {
        // The reader holds the window open until it reads again.
        self.is_closing.store(true, Ordering::SeqCst);
        self.types(key);
        self.reader.join().expect("the screen is read no more");
        drop((self.keyboard, self.master));
        self.child.wait().expect("the program's end").exit_code()
    }

    /// Waits until the program has ended; returns its exit code and what the terminal shows, with colours.
    pub fn ended(mut self) -> (u32, vt100::Screen) {
        let code = self.child.wait().expect("the program's end").exit_code();
        // What it wrote last may still be on its way to the screen.
        self.reader.join().expect("the screen is read to its end");
        let screen = self.screen.lock().unwrap().screen().clone();
        (code, screen)
    }

    /// Does the same, and returns the words of the screen.
    pub fn end(self) -> (u32, String) {
        let (code, screen) = self.ended();
        (code, screen.contents())
    }
}
