#define _GNU_SOURCE
#include "CLinuxShims.h"

#include <fcntl.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>

#define CONTROL_SIZE 64

struct csm_receive_buffers {
    size_t count, size;
    size_t used;  // how many of them the last call filled in, so must be set anew
    uint8_t *bytes, *control;
    struct mmsghdr *messages;
    struct iovec *vectors;
    struct sockaddr_in6 *senders;
};

csm_receive_buffers *csm_receive_buffers_create(size_t count, size_t size) {
    csm_receive_buffers *b = calloc(1, sizeof *b);
    if (!b) return NULL;
    b->count = b->used = count;
    b->size = size;
    b->bytes = malloc(count * size);
    b->control = calloc(count, CONTROL_SIZE);
    b->messages = calloc(count, sizeof *b->messages);
    b->vectors = calloc(count, sizeof *b->vectors);
    b->senders = calloc(count, sizeof *b->senders);
    if (b->bytes && b->control && b->messages && b->vectors && b->senders) return b;
    csm_receive_buffers_destroy(b);
    return NULL;
}

void csm_receive_buffers_destroy(csm_receive_buffers *b) {
    free(b->bytes);
    free(b->control);
    free(b->messages);
    free(b->vectors);
    free(b->senders);
    free(b);
}

int csm_receive(int socket, csm_receive_buffers *b, int wait) {
    for (size_t i = 0; i < b->used; i++) {
        b->vectors[i] = (struct iovec){b->bytes + i * b->size, b->size};
        b->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &b->senders[i], .msg_namelen = sizeof b->senders[i],
            .msg_iov = &b->vectors[i], .msg_iovlen = 1,
            .msg_control = b->control + i * CONTROL_SIZE, .msg_controllen = CONTROL_SIZE};
    }
    int flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT;
    int received = recvmmsg(socket, b->messages, b->count, flags, NULL);
    b->used = received > 0 ? received : 1;  // a failed call may have touched the first
    return received;
}

csm_received csm_received_at(const csm_receive_buffers *b, size_t i) {
    struct msghdr *header = &b->messages[i].msg_hdr;
    csm_received r = {b->bytes + i * b->size, b->messages[i].msg_len,
                      (header->msg_flags & MSG_TRUNC) != 0, 0, 0, 0};
    // sin_port and sin6_port stand at the same place.
    if (header->msg_namelen >= sizeof(struct sockaddr_in)) r.port = ntohs(b->senders[i].sin6_port);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            r.arrival_ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
        } else if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) ||
                   (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT)) {
            r.hops_left = *(const int *)CMSG_DATA(c);
        }
    }
    return r;
}

int csm_send(int socket, const uint8_t *bytes, const uint32_t *lengths, size_t count) {
    struct mmsghdr messages[1024];
    struct iovec vectors[1024];
    if (count > 1024) count = 1024;
    for (size_t i = 0; i < count; bytes += lengths[i++]) {
        vectors[i] = (struct iovec){(void *)bytes, lengths[i]};
        messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    return sendmmsg(socket, messages, count, 0);
}

int csm_open_nameless(const char *folder, uint32_t mode) {
    return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
}
int csm_eventfd(void) { return eventfd(0, EFD_CLOEXEC); }

int64_t csm_socket_drops(int socket) {
    uint32_t info[SK_MEMINFO_VARS];
    socklen_t length = sizeof info;
    if (getsockopt(socket, SOL_SOCKET, SO_MEMINFO, info, &length) != 0) return -1;
    return length > SK_MEMINFO_DROPS * sizeof info[0] ? (int64_t)info[SK_MEMINFO_DROPS] : -1;
}
