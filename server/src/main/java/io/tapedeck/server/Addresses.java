package io.tapedeck.server;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Turns a host's name into the addresses to bind, and picks a port that is free on all of them. Stateless. */
final class Addresses {
    private static final int TRIES = 20;

    private Addresses() {}

    /** The addresses of a host: both loopback ones for {@code localhost}, since clients differ in which they try first. */
    static List<InetAddress> of(String host) {
        try {
            if (!host.equals("localhost")) {
                return List.of(InetAddress.getByName(host));
            }
            List<InetAddress> both = new ArrayList<>();
            both.add(InetAddress.getByName("127.0.0.1"));
            InetAddress six = InetAddress.getByName("::1");
            if (isFree(six, 0)) {
                both.add(six);
            }
            return both;
        } catch (UnknownHostException e) {
            throw new ServerException(
                    ServerException.Code.ADDRESS,
                    "host " + Shown.of(host) + " is not known: give localhost, 0.0.0.0 or an address of this machine",
                    e);
        }
    }

    /** A port that was free on all addresses a moment ago. */
    static int freePort(List<InetAddress> addresses) {
        for (int i = 0; i < TRIES; i++) {
            int port = anyPort(addresses.get(0));
            if (addresses.stream().allMatch(address -> isFree(address, port))) {
                return port;
            }
        }
        throw new ServerException(ServerException.Code.ADDRESS, "no free port on " + addresses, null);
    }

    private static int anyPort(InetAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.ADDRESS,
                    "cannot listen on " + address.getHostAddress() + ": " + e.getMessage(),
                    e);
        }
    }

    static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How a client on this machine reaches an address. */
    static URI uri(String scheme, InetAddress address, int port) {
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return URI.create(scheme + "://"
                + (address instanceof Inet6Address && host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ":" + port);
    }
}
