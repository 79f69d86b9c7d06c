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

// What was to be done before we came: Swift's runtime tells where a fault happened.
static struct sigaction earlier[65];

// This handler is gone when it runs (SA_RESETHAND).
static void end(int number, siginfo_t *info, void *context) {
    (void)context;
    csm_restore_terminal();
    // A fault of our own comes again on return; what somebody has sent, Ctrl-\ among it, ends us.
    if (info->si_code > 0 && number != SIGQUIT) {
        sigaction(number, &earlier[number], NULL);
        return;
    }
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
    for (int number = 1; number <= 64; number++) {
        struct sigaction action = {.sa_sigaction = end};
        // These end no process, or cannot be handled.
        switch (number) {
        case SIGKILL: case SIGSTOP: case SIGCHLD: case SIGCONT: case SIGURG: case SIGWINCH:
        case SIGTSTP: case SIGTTIN: case SIGTTOU: continue;
        }
        // What is ignored stays so.
        if (sigaction(number, NULL, &earlier[number]) != 0) continue;
        if (earlier[number].sa_handler == SIG_IGN) continue;
        action.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_NODEFER | SA_ONSTACK;
        sigfillset(&action.sa_mask);
        sigdelset(&action.sa_mask, number);
        sigaction(number, &action, NULL);
    }
    return 0;
}
