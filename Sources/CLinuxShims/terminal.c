#define _GNU_SOURCE
#include "CLinuxShims.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

int csm_signal_descriptor(const int *numbers, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t index = 0; index < count; index++) sigaddset(&set, numbers[index]);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int csm_next_signal(int descriptor) {
    struct signalfd_siginfo info;
    return read(descriptor, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

// What is to be restored; read by a signal's handler, so that all that it calls is
// async-signal-safe (signal-safety(7)).
static struct {
    volatile sig_atomic_t is_due;
    int terminal;
    struct termios modes;
    char bytes[128];
    size_t length;
} saved;

void csm_restore_terminal(void) {
    if (!saved.is_due) return;
    saved.is_due = 0;
    int code = errno;
    ssize_t ignored = write(saved.terminal, saved.bytes, saved.length);
    (void)ignored;
    tcsetattr(saved.terminal, TCSANOW, &saved.modes);
    errno = code;
}

// The handler is gone when this runs (SA_RESETHAND), so the signal ends the process.
static void end(int number) {
    csm_restore_terminal();
    raise(number);
}

int csm_restore_terminal_at_end(int terminal, const char *bytes, size_t length) {
    static int is_handled;
    if (length > sizeof saved.bytes || tcgetattr(terminal, &saved.modes) != 0) return -1;
    memcpy(saved.bytes, bytes, length);
    saved.length = length;
    saved.terminal = terminal;
    saved.is_due = 1;
    if (is_handled) return 0;
    is_handled = 1;
    for (int number = 1; number <= SIGRTMAX; number++) {
        struct sigaction old, action = {.sa_handler = end};
        // What ends no process by itself, and what somebody ignores or has taken over, stays so.
        switch (number) {
        case SIGKILL: case SIGSTOP: case SIGCHLD: case SIGCONT: case SIGURG: case SIGWINCH:
        case SIGTSTP: case SIGTTIN: case SIGTTOU: continue;
        }
        if (sigaction(number, NULL, &old) != 0 || old.sa_handler != SIG_DFL) continue;
        action.sa_flags = SA_RESETHAND | SA_NODEFER;
        sigfillset(&action.sa_mask);
        sigdelset(&action.sa_mask, number);
        sigaction(number, &action, NULL);
    }
    return 0;
}
