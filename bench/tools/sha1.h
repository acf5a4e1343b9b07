// SHA-1 and base64, for a handshake's Sec-WebSocket-Accept (RFC 6455, 4.2.2); needs u8, u32, u64.
static void sha1(const u8*m,size_t l,u8 out[20]){ u32 h[5]={0x67452301,0xEFCDAB89,0x98BADCFE,0x10325476,0xC3D2E1F0}; u8 b[128]={0}; memcpy(b,m,l); b[l]=0x80; size_t t=l+9<=64?64:128; u64 bits=l*8; for(int i=0;i<8;i++)b[t-1-i]=bits>>(8*i);
  for(size_t o=0;o<t;o+=64){u32 w[80];for(int i=0;i<16;i++)w[i]=b[o+4*i]<<24|b[o+4*i+1]<<16|b[o+4*i+2]<<8|b[o+4*i+3];for(int i=16;i<80;i++){u32 x=w[i-3]^w[i-8]^w[i-14]^w[i-16];w[i]=x<<1|x>>31;}
    u32 a=h[0],B=h[1],c=h[2],d=h[3],e=h[4];for(int i=0;i<80;i++){u32 f,k;if(i<20){f=(B&c)|(~B&d);k=0x5A827999;}else if(i<40){f=B^c^d;k=0x6ED9EBA1;}else if(i<60){f=(B&c)|(B&d)|(c&d);k=0x8F1BBCDC;}else{f=B^c^d;k=0xCA62C1D6;}
      u32 T=(a<<5|a>>27)+f+e+k+w[i];e=d;d=c;c=B<<30|B>>2;B=a;a=T;}h[0]+=a;h[1]+=B;h[2]+=c;h[3]+=d;h[4]+=e;}
  for(int i=0;i<5;i++){out[4*i]=h[i]>>24;out[4*i+1]=h[i]>>16;out[4*i+2]=h[i]>>8;out[4*i+3]=h[i];}}
static void b64(const u8*s,int n,char*o){const char*T="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";int i;for(i=0;i<n;i+=3){u32 v=s[i]<<16|(i+1<n?s[i+1]<<8:0)|(i+2<n?s[i+2]:0);*o++=T[v>>18];*o++=T[v>>12&63];*o++=i+1<n?T[v>>6&63]:'=';*o++=i+2<n?T[v&63]:'=';}*o=0;}
