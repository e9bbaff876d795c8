// An SQLite VFS that fails on command.
#pragma once

namespace aviary::test {

/// Counts the operations of SQLite that change or open files (write, sync, truncate, open) and fails the
/// chosen one. The operations go to the system's own VFS, except that sync only counts: a test that ends no
/// process loses nothing by it and runs many times faster.
class FaultVfs {
public:
    /// Becomes the process's default VFS, for databases opened from now on.
    static void install();

    /// Fails operation number `n` from now, counted from 1, with this result code; also all later ones if
    /// `lasting`. A failed write has written its first half.
    static void failAt(int n, int code, bool lasting);
    static void disarm();
    /// Whether the armed failure happened.
    static bool struck();
    /// Operations since failAt() or disarm().
    static int operations();
};

} // namespace aviary::test
