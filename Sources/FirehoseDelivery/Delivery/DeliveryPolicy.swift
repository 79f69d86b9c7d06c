public import AWSAccess

/// How long a delivery goes on trying.
public struct DeliveryPolicy: Sendable {
    /// How often a call is sent that gets no answer it can go by.
    public let attempts: Int
    /// How long entries may go on failing in answered calls with none getting through.
    public let patience: Duration

    public init(attempts: Int = AttemptLimit.standard, patience: Duration) {
        self.attempts = max(1, attempts)
        self.patience = patience
    }
}
