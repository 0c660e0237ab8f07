#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>

// Swift cannot call functions with a variable number of arguments.
static inline amqp_rpc_reply_t amqp_login_plain(
    amqp_connection_state_t connection, const char *host, int heartbeat_seconds, const char *user,
    const char *password) {
    return amqp_login(
        connection, host, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, heartbeat_seconds,
        AMQP_SASL_METHOD_PLAIN, user, password);
}
