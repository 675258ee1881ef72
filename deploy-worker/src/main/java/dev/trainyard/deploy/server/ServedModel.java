package dev.trainyard.deploy.server;

import java.util.Map;

/** A model of any kind, as the server sees it: by the requests it answers. */
interface ServedModel {
    /** What it is, for messages: {@code "a classifier"}. */
    String kind();

    /** What answers the POST requests of each path, the usual path first. */
    Map<String, RequestHandler> routes(Desk desk);

    /** Requests that it answers at once; the others wait. */
    int concurrency();

    /** A usual request, which its {@link #routes} answer. */
    WarmUp.Sample sample(String servedName);

    /** Takes requests of one path; every problem is answered on the exchange. */
    @FunctionalInterface
    interface RequestHandler {
        void accept(Exchange exchange, byte[] body);
    }
}
