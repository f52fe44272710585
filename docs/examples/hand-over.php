<?php
// Makes the link by which a shop hands its own, signed-in customer over to Daozhang. Needs nothing but PHP 7.3 or later:
//
//   DAOZHANG_URL=https://support.example PLATFORM_HANDOVER_SECRET=whsec_… php hand-over.php C1001 [ORDER_NO]
//
// Make it when the customer clicks, and answer with a redirect to it: it works once, for a minute.

function daozhang_part(string $bytes): string {
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function daozhang_hand_over_link(string $url, string $secret, string $customerId, ?string $orderNo = null): string {
    $now = time();
    $origin = preg_replace('~^(https?://[^/]+).*$~', '$1', $url);
    $claims = [
        'iss' => 'shop',                     // a name for your platform
        'aud' => $origin,
        'sub' => $customerId,                // the id that your events call them by
        'jti' => bin2hex(random_bytes(16)),  // used up with the link
        'iat' => $now,
        'exp' => $now + 60,                  // at most 120 seconds
    ];
    if ($orderNo !== null) $claims['orderNo'] = $orderNo;
    $signed = daozhang_part(json_encode(['alg' => 'HS256', 'typ' => 'handover+jwt'])) . '.' . daozhang_part(json_encode($claims));
    // The key is what the text after whsec_ decodes to.
    $key = base64_decode(substr($secret, strlen('whsec_')));
    return "$origin/hand-over?token=$signed." . daozhang_part(hash_hmac('sha256', $signed, $key, true));
}

if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $url = getenv('DAOZHANG_URL') ?: 'http://127.0.0.1:3000';
    echo daozhang_hand_over_link($url, getenv('PLATFORM_HANDOVER_SECRET') ?: '', $argv[1], $argv[2] ?? null), "\n";
}
