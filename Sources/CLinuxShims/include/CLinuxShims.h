// Linux calls that Swift's Glibc module does not show. No policy here: what to do with a
// datagram, a failure or a full buffer is decided in Swift.

#ifndef CLINUXSHIMS_H
#define CLINUXSHIMS_H

#include <stddef.h>
#include <stdint.h>

/// Reused buffers for recvmmsg(2), one datagram each.
typedef struct csm_receive_buffers csm_receive_buffers;

/// What the kernel says of one received datagram.
typedef struct {
    const uint8_t *bytes;
    uint32_t length;
    uint32_t truncated;   // 1 where MSG_TRUNC was set: the datagram was longer than the buffer
    uint16_t port;        // the sender's, host byte order; 0 for an address that has none
    uint8_t hops_left;    // IP_TTL or IPV6_HOPLIMIT; 0 where the socket does not ask for it
    int64_t arrival_ns;   // the kernel's receive time, CLOCK_REALTIME; 0 where it gave none
} csm_received;

/// `count` buffers of `size` bytes; NULL when there is no memory.
csm_receive_buffers *csm_receive_buffers_create(size_t count, size_t size);
void csm_receive_buffers_destroy(csm_receive_buffers *buffers);

/// recvmmsg(2): waits for one datagram unless `wait` is 0, then takes all that are there.
/// Returns how many, or -1 with errno.
int csm_receive(int socket, csm_receive_buffers *buffers, int wait);

/// The datagram at `index` of the last csm_receive; its bytes are valid until the next one.
csm_received csm_received_at(const csm_receive_buffers *buffers, size_t index);

/// sendmmsg(2) on a connected socket: `count` datagrams that lie end to end in `bytes`, `lengths`
/// long. Returns how many were sent, or -1 with errno. At most 1,024 a call.
int csm_send(int socket, const uint8_t *bytes, const uint32_t *lengths, size_t count);

/// A close-on-exec eventfd(2), or -1 with errno.
int csm_eventfd(void);

/// A nameless file in `folder` to be written (open(2), O_TMPFILE), or -1 with errno.
int csm_open_nameless(const char *folder, uint32_t mode);

/// How many datagrams the kernel dropped at this socket (SO_MEMINFO's SK_MEMINFO_DROPS), or -1
/// where the kernel does not tell.
int64_t csm_socket_drops(int socket);

/// Makes descendants of this process its children when their parents end, where the kernel can
/// (prctl(2), PR_SET_CHILD_SUBREAPER). Returns 0, or -1 with errno.
int csm_adopt_orphans(void);

/// Ignores a signal: rt_sigaction(2), which unlike the C library's function takes those that the
/// library keeps for itself. Returns 0, or -1 with errno.
int csm_ignore_signal(int number);

/// A close-on-exec descriptor (signalfd(2)) that has something to read when one of `count` signals
/// has come, which are blocked from now on; or -1 with errno.
int csm_signal_descriptor(const int *numbers, size_t count);

/// The number of the signal that is to be read from such a descriptor; 0 where there is none.
int csm_next_signal(int descriptor);

/// Whatever signal ends this process from now on, writes `length` bytes to `terminal` and gives it
/// the modes that it has now, then lets the signal take its course. At
/// most 128 bytes. Returns 0, or -1 with errno.
int csm_restore_terminal_at_end(int terminal, const char *bytes, size_t length);

/// Does that now, and not again at the end.
void csm_restore_terminal(void);

#endif
