// What cpp-httplib's server does not offer: ending a connection without an answer. The sockets are
// found among the process's own by their two ports, on loopback. Safe from any thread.
#pragma once

namespace tandem::sandbox {

// Resets the accepted connection between the two ports: its other end sees ECONNRESET.
void ResetConnection(int local_port, int remote_port);
// Ends every connection that was accepted on the port, so that idle ones do not hold up a stop.
void EndConnections(int local_port);

}  // namespace tandem::sandbox
