package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
)

const (
	jwksURL  = "http://127.0.0.1:3000/.well-known/jwks.json"
	issuer   = "system-management"
	audience = "default" // your tenant
	use      = "login"   // your purpose
)

func main() {
	ctx := context.Background()
	config := &oidc.Config{ClientID: audience, SupportedSigningAlgs: []string{"ES256", "EdDSA"}}
	verifier := oidc.NewVerifier(issuer, oidc.NewRemoteKeySet(ctx, jwksURL), config)
	ticket, err := verifier.Verify(ctx, os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var claims struct{ Use, Jti string }
	if err := ticket.Claims(&claims); err != nil || claims.Use != use {
		log.Fatal("The ticket is for another purpose.")
	}
	fmt.Println(ticket.Subject, claims.Jti)
}
