#define _GNU_SOURCE
#include "CLinuxShims.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int csm_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int csm_ignore_signal(int number) {
    // The kernel's own struct sigaction: a handler, then what SIG_IGN needs none of.
    unsigned long action[4] = {(unsigned long)SIG_IGN};
    return (int)syscall(SYS_rt_sigaction, number, action, NULL, 8);
}
