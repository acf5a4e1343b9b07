package dev.carillon.gateway.transport.websocket;

import dev.carillon.gateway.admission.ClientNetworks;
import dev.carillon.gateway.handshake.AllowedOrigins;
import dev.carillon.gateway.handshake.CredentialFinder;
import dev.carillon.protocol.client.DeflateOffer.Compression;

/**
 * What opening handshakes are judged by, the same for all. Immutable.
 *
 * @param origins from where pages may connect; empty for anywhere
 * @param firstMessage whether the first message may be a credential
 * @param subprotocol whether the subprotocol is selected where it is offered
 */
public record HandshakeRules(
        WebSocketConfig config,
        Compression compression,
        AllowedOrigins origins,
        CredentialFinder credentials,
        ClientNetworks networks,
        boolean firstMessage,
        boolean subprotocol) {}
